"""Events between two requests of one list or wait: a token expires, a server restarts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from typing import Any

from anyio.from_thread import start_blocking_portal

from kps_tasks import AsyncClient, Client, PasswordAuth, RetryPolicy, StaticToken
from kps_tasks_mock import MockKps
from tests.wrapper.conftest import Awaited

from .behaviours import ERROR, RESULT
from .trials import CERTIFICATES, Trial, tried

PROJECT = "0123456789abcdef0123456789abcdef"
A_DAY = 24 * 3600 + 1  # seconds; longer than any token is valid
RETRY = RetryPolicy(attempts=4, first=0.01)
DEADLINE = 2.0  # seconds per call
ROWS = 40
IDS = ["t0", "t1"]
OPTIONS: dict[str, Any] = {"project_id": PROJECT, "retry": RETRY, "deadline": DEADLINE, "verify": CERTIFICATES}
SEED = {
    "projects": {
        PROJECT: {
            "tokens": ["static"],
            "tasks": [{"task_id": f"t{number}", "status": "RUNNING_RESET"} for number in range(ROWS)],
            "failures": [{"task_id": f"t{number}", "operate_type": "FAILED_RESET"} for number in range(ROWS)],
        }
    },
    "users": [{"name": "user", "password": "password", "account": "account"}],
}


class Place:
    """The mock on a socket, which can be stopped and started again."""

    def __init__(self) -> None:
        self.mock = MockKps.from_dict(SEED)
        self._served = ExitStack()
        self.url = self._served.enter_context(self.mock.serve())

    def __enter__(self) -> Place:
        return self

    def __exit__(self, *of_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop it, which closes all connections."""
        self._served.close()

    def restart(self, state: Any = None) -> None:
        """Stop it, and start again with the same state, or with another."""
        self.stop()
        self.mock = MockKps.from_dict(state or self.mock.snapshot())
        self._served.enter_context(self.mock.serve(int(self.url.rpartition(":")[2])))

    def forget_tokens(self) -> None:
        """Restart without the tokens that it issued."""
        self.restart(SEED)

    def change_password(self) -> None:
        """Change the password, which invalidates all tokens."""
        self.mock.add_user(name="user", password="another", account="account")
        self.mock.revoke()

    def revoke_while_iam(self, **fails: object) -> None:
        """Revoke all tokens while IAM fails."""
        self.mock.revoke()
        self.mock.fail("CreateToken", **fails)


# Events: whether a client that can renew its token reaches the end, and one that cannot.
EVENTS: dict[str, tuple[str, str, str, Callable[[Place], None]]] = {
    "the token is expired": ("expired tokens", RESULT, RESULT, lambda place: place.mock.advance(A_DAY)),
    "it counts as expired": ("expired tokens", RESULT, ERROR, lambda place: place.mock.fail(credential="expired")),
    "it counts as revoked": ("expired tokens", RESULT, ERROR, lambda place: place.mock.fail(credential="revoked")),
    "all tokens are revoked": ("expired tokens", RESULT, ERROR, lambda place: place.mock.revoke()),
    "revoked, and IAM fails twice": (
        "expired tokens", RESULT, ERROR, lambda place: place.revoke_while_iam(times=2, status=503)
    ),
    "revoked, and IAM resets": (
        "expired tokens", RESULT, ERROR, lambda place: place.revoke_while_iam(times=2, reset="before")
    ),
    "revoked, and IAM is down": (
        "expired tokens", ERROR, ERROR, lambda place: place.revoke_while_iam(times=None, status=503)
    ),
    "revoked, and IAM's token is cut": (
        "expired tokens", ERROR, ERROR, lambda place: place.revoke_while_iam(times=None, body="cut")
    ),
    "the password is changed": ("expired tokens", ERROR, ERROR, Place.change_password),
    "it restarts": ("restarts", RESULT, RESULT, Place.restart),
    # The gateway reports an unknown token as damaged, not as expired, so no other one is fetched.
    "it restarts without the tokens it gave": ("restarts", ERROR, RESULT, Place.forget_tokens),
    "it restarts and resets": (
        "restarts", RESULT, RESULT, lambda place: (place.restart(), place.mock.fail(times=2, reset="middle"))[0]
    ),
    "it restarts and is not ready yet": (
        "restarts", RESULT, RESULT, lambda place: (place.restart(), place.mock.fail(times=2, status=503))[0]
    ),
    "it goes away": ("restarts", ERROR, ERROR, Place.stop),
}  # fmt: skip
CREDENTIALS = {
    "password": lambda place: PasswordAuth("user", "password", "account", project_id=PROJECT, iam_endpoint=place.url),
    "static token": lambda place: StaticToken("static"),
}


def read(kind: str, tasks: Any, place: Place, event: Callable[[Place], None]) -> object:
    """Read a list, with the event after its first page."""
    pages = iter(getattr(tasks, kind)(limit=5, concurrency=3 if kind == "list_failed" else 1).pages())
    found = Counter(task.task_id for task in next(pages))
    event(place)
    found.update(task.task_id for page in pages for task in page)
    assert found == Counter(f"t{number}" for number in range(ROWS)), found
    return found


def watch(tasks: Any, place: Place, event: Callable[[Place], None]) -> object:
    """Watch tasks; the event follows the first change, and the tasks end after it."""
    updates = iter(tasks.watch(IDS, timeout=DEADLINE, interval=0.05))
    first = next(updates)
    event(place)
    for task_id in IDS:
        place.mock.finish_task(task_id)
    ends = [update.task_id for update in (first, *updates) if update.finished]
    assert sorted(ends) == IDS, ends
    return ends


CALLS = {
    "list_running": lambda *of: read("list_running", *of),
    "list_failed": lambda *of: read("list_failed", *of),
    "watch": watch,
}


def trials(calls: Collection[str] = ()) -> Iterator[Trial]:
    """Try each event in each call, or in some of them, with a renewable token and with a fixed one."""
    with start_blocking_portal() as portal:
        for name, (family, *expected, event) in EVENTS.items():
            for (credential, auth), comes_to in zip(CREDENTIALS.items(), expected, strict=True):
                for call, use in CALLS.items():
                    for colour in ("", "async "):
                        if calls and f"{colour}{call}" not in calls:
                            continue

                        def ask(use: Any = use, colour: str = colour, auth: Any = auth, event: Any = event) -> object:
                            with Place() as place, ExitStack() as stack:
                                options = {"endpoint": place.url, "auth": auth(place), **OPTIONS}
                                if colour:
                                    kps: Any = Awaited(AsyncClient(**options), portal)
                                else:
                                    kps = Client(**options)
                                stack.callback(kps.close)
                                return use(kps.tasks, place, event)

                        yield Trial(family, name, comes_to, tried(f"{colour}{call} with a {credential}", ask))
