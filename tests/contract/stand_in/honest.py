"""Variations of correct stand-ins, none of which is a fault: each must pass. With each, the options for the run."""

import json
import time
import uuid

from .server import OTHER_PROJECT, PROJECT, Refused, StandIn, _Handler

HONEST = {}


def habit(kind="stand-in", *options):
    def register(install):
        HONEST[install.__name__] = (kind, options, install)
        return install

    return register


def wrap(service, method, by):
    honest = getattr(service, method)
    setattr(service, method, lambda *args: by(honest, *args))


@habit()
def plain(service):
    """The stand-in without variations."""


@habit()
def slow(service):
    service.before = lambda handler: time.sleep(0.3)


@habit("live")
def large(service):
    service.every = 3
    for n in range(5000):
        service.add(PROJECT, service.born - 80000 + n, 5, True)
    service.__class__ = type("Large", (StandIn,), {"first": property(lambda self: 5000 + StandIn.first.fget(self))})


@habit()
def malformed_project_is_a_bad_request(service):
    def authenticate(honest, headers, project):
        if headers.get("X-Auth-Token") and not (32 <= len(project) <= 64 and project.isalnum()):
            raise Refused(400, "KPS.0002", "parameter error")
        honest(headers, project)

    wrap(service, "authenticate", authenticate)


@habit("live")
def unknown_task_is_not_found(service):
    def unknown(task_id):
        raise Refused(404, "KPS.0001", "taskId is illegal")

    service.unknown_task = unknown


@habit("live")
def limits_are_clamped(service):
    def read(honest, values, name, low, high):
        try:
            return min(max(int(values[0]), low), high)
        except ValueError:
            return honest(values, name, low, high)

    wrap(service, "read_number", read)


@habit("live")
def more_fields(service):
    wrap(service, "show_task", lambda honest, task: honest(task) | {"progress": 50})
    wrap(service, "show_row", lambda honest, kind, task: honest(kind, task) | {"region": "cn-north-4"})
    wrap(service, "page", lambda honest, *args: honest(*args) | {"next_marker": None})


@habit()
def newest_first(service):
    wrap(service, "rows", lambda honest, *args: honest(*args)[::-1])


@habit()
def quick(service):
    service.ready_seconds, service.lives, service.every = 0.1, (0.2, 0.4), 0.25


@habit()
def chinese(service):
    service.encode = lambda status, body: json.dumps(body, ensure_ascii=False).encode()
    wrap(service, "headers", lambda honest, *args: honest(*args) | {"Content-Type": "application/json;charset=UTF-8"})
    wrap(service, "error_body", lambda honest, status, code, message: honest(status, code, "参数错误"))
    wrap(service, "show_row", lambda honest, *args: honest(*args) | {"server_name": "服务器 & “网站” <一>"})


@habit()
def closes_connections(service):
    service.handler = type("Closing", (_Handler,), {"close_after": True})


@habit("stand-in", "--allow-empty")
def empty(service):
    service.every = 0
    service.db.execute("delete from task where project = ?", (PROJECT,))


@habit()
def nothing_moves(service):
    service.every = 0
    service.db.execute("update task set ends = ends + 90000 where ends > ?", (service.born,))


@habit()
def other_gateway(service):
    """Errors in the gateway's form, other methods unknown, paths before tokens, bare RUNNING, null messages."""
    service.other_method = lambda method: service.unknown_path()
    wrap(service, "error_body", lambda honest, *args: honest(*args) | {"request_id": uuid.uuid4().hex})
    wrap(
        service,
        "headers",
        lambda honest, status, body: (
            honest(status, body) | ({"X-Request-Id": body["request_id"]} if "request_id" in body else {})
        ),
    )
    wrap(
        service,
        "show_row",
        lambda honest, kind, task: (
            honest(kind, task) | ({"operate_type": "RUNNING"} if kind == "running" else {"task_error_code": None})
        ),
    )


@habit()
def ready_is_not_running(service):
    """Tasks in preparation are in no list; failures are listed after a second, and the single task lags by two."""
    wrap(
        service,
        "rows",
        lambda honest, kind, project: [
            row
            for row in honest(kind, project)
            if row["ready"] <= service.now() and (kind == "running" or row["ends"] + 1 < service.now())
        ],
    )


@habit()
def moves_itself_between_projects(service):
    """Tasks change in both projects, and may end between two requests at any time."""
    service.lives = (2, 3, 4)
    move = service.move

    def both():
        before = service.count
        move()
        for n in range(before + 1, service.count + 1):
            service.db.execute("update task set project = ? where seq = ? and seq % 5 = 0", (OTHER_PROJECT, n))

    service.move = both
