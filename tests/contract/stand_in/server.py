"""A stand-in as a user might write it: threads, sockets, SQLite, and tasks that progress in real time.

It shares no code with the mock. Each step is a method, so a fault or a variation replaces only what it needs.
"""

import json
import sqlite3
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote

PROJECT, TOKEN = "c0ffee00c0ffee00c0ffee00c0ffee00", "stand-in-token-of-project-one-MIIF"
OTHER_PROJECT, OTHER_TOKEN = "decade00decade00decade00decade00", "stand-in-token-of-project-two-MIIF"
OPERATIONS = ("RESET", "REPLACE", "UNBIND", "BIND")


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class StandIn:
    """The service; `Served` puts it on a socket."""

    failures, running, successes = 60, 25, 12
    ready_seconds, lives, every = 1.0, (4, 7, 10), 1.5  # of the tasks that start during the run
    long_life = 40.0  # of those running from the start, staggered

    def __init__(self):
        self.lock = threading.RLock()
        self.db = sqlite3.connect(":memory:", check_same_thread=False)
        self.db.row_factory = sqlite3.Row
        self.db.execute(
            "create table task (seq integer primary key, id text, project text, operation text, started real,"
            " ready real, ends real, fails integer, server text, name text, keypair text, code text, message text)"
        )
        self.born = time.time()
        self.count = 0
        self.requests = 0
        self.seed()

    def seed(self):
        for n in range(self.failures):
            self.add(PROJECT, self.born - 90000 + 60 * n, 5, True)
        for n in range(self.successes):
            self.add(PROJECT, self.born - 4000 + 60 * n, 5, False)
        for n in range(self.running):
            self.add(PROJECT, self.born - 5, self.long_life * (n + 3) / 6, n % 3 == 0)
        for n in range(9):
            self.add(OTHER_PROJECT, self.born - 50000 + 60 * n, 5, True)
        for _ in range(4):
            self.add(OTHER_PROJECT, self.born - 5, 900, False)

    def add(self, project, started, life, fails):
        self.count += 1
        n = self.count
        uid = str(uuid.uuid5(uuid.NAMESPACE_OID, f"task {n}"))
        self.db.execute(
            "insert into task values (?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                n, uid, project, OPERATIONS[n % 4], started, started + self.ready_seconds,
                started + self.ready_seconds + life, int(fails), str(uuid.uuid5(uuid.NAMESPACE_OID, f"server {n}")),
                f"web-{n:03d}", f"KeyPair-{n % 7}", None if n % 2 else "KPS.6009", f"Update public key error {n}",
            ),
        )  # fmt: skip

    def move(self):
        """Start the tasks that are due."""
        while self.every and self.born + self.every * (self.count - self.first + 1) < time.time():
            n = self.count - self.first
            self.add(PROJECT, self.born + self.every * (n + 1), self.lives[n % len(self.lives)], n % 2 == 0)

    @property
    def first(self):
        return self.failures + self.running + self.successes + 13

    # --- queries of the store --------------------------------------------------------------------------------------

    def now(self):
        return time.time()

    def status(self, task):
        now = self.now()
        if now < task["ready"]:
            phase = "READY"
        elif now < task["ends"]:
            phase = "RUNNING"
        else:
            phase = "FAILED" if task["fails"] else "SUCCESS"
        return f"{phase}_{task['operation']}"

    def find(self, project, task_id):
        where = "select * from task where project = ? and id = ?"
        return self.db.execute(where, (project, task_id)).fetchone()

    def rows(self, kind, project):
        """Return all rows of one list, in its order."""
        now = self.now()
        if kind == "failed":
            where = "select * from task where project = ? and fails and ends <= ? order by seq"
        else:
            where = "select * from task where project = ? and ends > ? order by seq"
        return self.db.execute(where, (project, now)).fetchall()

    # --- what is sent ------------------------------------------------------------------------------------------------

    def show_task(self, task):
        return {"task_id": task["id"], "task_status": self.status(task), "server_id": task["server"]}

    def show_row(self, kind, task):
        row = {
            "task_id": task["id"],
            "operate_type": f"{'FAILED' if kind == 'failed' else 'RUNNING'}_{task['operation']}",
            "task_time": str(int(task["started"] * 1000)),
            "server_name": task["name"],
            "server_id": task["server"],
            "keypair_name": task["keypair"],
        }
        if kind == "failed":
            row |= {"task_error_code": task["code"], "task_error_msg": task["message"]}
        return row

    def page(self, kind, rows, limit, offset):
        return {
            "total": self.total(kind, rows),
            "tasks": [self.show_row(kind, row) for row in self.cut(rows, limit, offset)],
        }

    def total(self, kind, rows):
        return len(rows)

    def cut(self, rows, limit, offset):
        return rows[offset : offset + limit]

    # --- refusals ----------------------------------------------------------------------------------------------------

    def project_of(self, token):
        return {TOKEN: PROJECT, OTHER_TOKEN: OTHER_PROJECT}.get(token)

    def authenticate(self, headers, project):
        token = headers.get("X-Auth-Token")
        if not token:
            raise Refused(401, "APIGW.0301", "Incorrect IAM authentication information: x-auth-token not found")
        owner = self.project_of(token)
        if owner is None:
            raise Refused(401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail")
        if owner != project:
            raise Refused(403, "APIGW.0302", "The IAM user is not authorized to access the API.")

    def number(self, query, name, default, low, high):
        values = [value for key, value in query if key == name]
        if not values:
            return default
        return self.read_number(values, name, low, high)

    def read_number(self, values, name, low, high):
        text = values[0]
        if len(values) > 1 or not (text.isascii() and text.isdigit() and len(text) < 8) or not low <= int(text) <= high:
            raise Refused(400, "KPS.0002", "parameter error")
        return int(text)

    def unknown_task(self, task_id):
        raise Refused(400, "KPS.0001", "taskId is illegal")

    def unknown_path(self):
        raise Refused(404, "APIGW.0101", "The API does not exist or has not been published in the environment")

    # --- one request -----------------------------------------------------------------------------------------------

    def answer(self, method, target, headers):
        """Return the status, the object and the headers of one response."""
        path, _, raw_query = target.partition("?")
        query = parse_qsl(raw_query, keep_blank_values=True, max_num_fields=50)
        parts = path.split("/")[1:]
        if len(parts) < 3 or parts[0] != "v3":
            self.unknown_path()
        if method not in ("GET", "HEAD"):
            return self.other_method(method)
        project = unquote(parts[1])
        self.authenticate(headers, project)
        if len(parts) == 4 and parts[2] == "tasks":
            return 200, self.get_task(project, self.task_id(parts[3])), {}
        if len(parts) == 3 and parts[2] in ("failed-tasks", "running-tasks"):
            return 200, self.get_list(parts[2].removesuffix("-tasks"), project, query), {}
        return self.unknown_path()

    def other_method(self, method):
        return 405, self.error_body(405, "APIGW.0101", "The method is not supported"), {"Allow": "GET, HEAD"}

    def task_id(self, segment):
        return unquote(segment)

    def get_task(self, project, task_id):
        task = self.find(project, task_id)
        if task is None:
            return self.unknown_task(task_id)
        return self.show_task(task)

    def get_list(self, kind, project, query):
        limit = self.number(query, "limit", 1000, 1, 1000)
        offset = self.number(query, "offset", 0, 0, 100000)
        return self.page(kind, self.rows(kind, project), limit, offset)

    def error_body(self, status, code, message):
        return {"error_code": code, "error_msg": message}

    def guarded(self, method, target, headers):
        """Respond; refusals and exceptions become error responses."""
        with self.lock:
            self.requests += 1
            self.move()
            try:
                return self.answer(method, target, headers)
            except Refused as refused:
                return refused.status, self.error_body(refused.status, refused.code, refused.message), {}
            except Exception as error:  # noqa: BLE001
                return 500, self.error_body(500, "APIGW.0601", f"Internal server error. {error}"), {}

    def headers(self, status, body):
        return {"Content-Type": "application/json", "X-Request-Id": uuid.uuid4().hex}

    def encode(self, status, body):
        return json.dumps(body).encode()

    def length(self, content):
        return len(content)

    def head(self, content):
        """Return the body of a response to HEAD."""
        return b""

    def before(self, handler):
        """Called before the request is read; may wait, for example."""


class Served:
    """A stand-in on a socket of the loopback interface, during the block."""

    def __init__(self, service, handler=None):
        self.service = service
        service.url = None

        class Handler(handler or _Handler):
            stand_in = service

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *exc):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    close_after = False
    disable_nagle_algorithm = True

    def handle_any(self):
        service = self.stand_in
        self.raw_requestline  # noqa: B018
        service.before(self)
        status, body, extra = service.guarded(self.command, self.path, self.headers)
        content = b"" if body is None else service.encode(status, body)
        headers = {**service.headers(status, body), **extra}
        if self.command == "HEAD":
            length, content = service.length(content), service.head(content)
        else:
            length = service.length(content)
        self.send_response(status)
        for name, value in headers.items():
            if value is not None:
                self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        if self.close_after:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(content)
        if length != len(content) and self.command != "HEAD":
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = handle_any  # noqa: N815

    def log_message(self, *args):
        pass
