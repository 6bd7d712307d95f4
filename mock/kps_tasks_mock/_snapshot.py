"""A state in the form of a seed, from which the same state can be created again."""

from kps_tasks_client import facts

from ._identities import ACTIONS, Identities, Rights, Token
from ._seed_tasks import STATUSES, STAYS_IN
from ._state import Project, State
from ._tasks import FAILED_LIST, ONE_TASK, RUNNING_LIST, Task, types_of_task

Described = dict[str, object]

_LISTED = {schema: word for word, schema in STAYS_IN.items()}


def snapshot(state: State) -> Described:
    """Describe a state, except how many wrong signatures each access key has had."""
    identities = state.identities
    projects = {
        project_id: _project(
            project,
            [(text, token) for text, token in identities.tokens.items() if token.project_id == project_id],
            state.now,
        )
        for project_id, project in state.projects.items()
    }
    parts = {
        "clock_seconds": state.now / 1000,
        "seconds_per_read": state.per_read / 1000,
        "switches": dict(state.switches.values),
        "projects": projects,
        **_identities(identities),
    }
    return {key: value for key, value in parts.items() if value or key == "projects"}


def _project(project: Project, tokens: list[tuple[str, Token]], now: int) -> Described:
    parts = {
        "name": project.name,
        "tokens": [_token(text, token, now) for text, token in tokens],
        "tasks": [describe_task(task, now) for task in project.tasks.values()],
        "failures": [
            {**failure.fields, **({"extra": dict(failure.extra)} if failure.extra else {})}
            for failure in project.failures
        ],
    }
    return {key: value for key, value in parts.items() if value}


def describe_task(task: Task, now: int) -> Described:
    """Describe a task as it is now, and its further progress."""
    steps = [since for since, _ in task.timeline]
    last = task.timeline[-1][1]
    life: Described
    if steps[-1] > now:
        life = {
            "operation": task.operation,
            "ready_seconds": (steps[1] - steps[0]) / 1000,
            "running_seconds": (steps[2] - steps[1]) / 1000,
            "outcome": last.partition("_")[0],
            "elapsed_seconds": (now - steps[0]) / 1000,
        }
    elif last in STATUSES:
        life = {"status": last, "operation": task.operation}
    else:
        life = {"unknown_status": last, "operation": task.operation, "listed": _LISTED[task.listed(now)]}
    fields = dict(task.place.complete({**task.given, "task_id": task.task_id}, types_of_task()))
    for name in ("task_status", "operate_type"):
        fields.pop(name, None)
    is_running, will_fail = task.listed(now) == RUNNING_LIST, task.listed(steps[-1]) == FAILED_LIST
    for name in list(fields):
        in_running, in_failed = name in facts.FIELD_TYPES[RUNNING_LIST], name in facts.FIELD_TYPES[FAILED_LIST]
        everywhere = in_running == in_failed or name in facts.FIELD_TYPES[ONE_TASK]
        if not (everywhere or (is_running if in_running else will_fail)):
            del fields[name]
    if task.stated_operate_type is not None and is_running:
        fields["operate_type"] = task.stated_operate_type
    return {**life, **fields, **({"extra": dict(task.extra)} if task.extra else {})}


def _token(text: str, token: Token, now: int) -> object:
    parts = {
        "permissions": list(token.actions) if token.actions != tuple(ACTIONS.values()) else None,
        "expires_seconds": None if token.expires is None else max(0, token.expires - now) / 1000,
        "revoked": token.revoked or None,
    }
    said = {key: value for key, value in parts.items() if value is not None}
    return {"token": text, **said} if said else text


def _identities(identities: Identities) -> Described:
    return {
        "access_keys": [
            _without_none(
                access_key=name,
                secret_key=key.secret_key,
                security_token=key.security_token,
                metadata=key.metadata or None,
                **_rights(key.rights),
            )
            for name, key in identities.access_keys.items()
        ],
        "users": [
            _without_none(
                name=name,
                password=user.password,
                account=user.account,
                account_id=user.account_id,
                **_rights(user.rights),
            )
            for name, user in identities.users.items()
        ],
        "agencies": [
            _without_none(name=name, account=agency.account, account_id=agency.account_id, **_rights(agency.rights))
            for name, agency in identities.agencies.items()
        ],
    }


def _rights(rights: Rights) -> Described:
    all_actions = rights.actions == tuple(ACTIONS.values())
    return {
        "projects": None if rights.projects is None else list(rights.projects),
        "permissions": None if all_actions else list(rights.actions),
    }


def _without_none(**values: object) -> Described:
    return {key: value for key, value in values.items() if value is not None}
