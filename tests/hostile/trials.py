"""Try clients against every behaviour: the right task, the right list, or a typed error, in time."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

import httpx
from attrs import frozen

from kps_tasks import AsyncClient, Client, KpsError, PasswordAuth, StaticToken

from .behaviours import ERROR, RESULT, Behaviour
from .server import Server

DEADLINE = 1.0  # seconds per call
PATIENCE = 5.0  # seconds after which a call counts as hanging
TOKEN = StaticToken("t")
CERTIFICATES = ssl.create_default_context()  # loaded once, not for each client


@frozen
class Outcome:
    """The outcome of a call: its result or its error, and how long it took."""

    call: str
    value: object
    seconds: float

    def wrong(self, expected: str) -> str | None:
        """Return why this is not the expected outcome; None if it is."""
        if self.seconds > PATIENCE:
            return f"{self.call} took {self.seconds:.1f} s"
        if isinstance(self.value, BaseException):
            if not isinstance(self.value, KpsError):
                return f"{self.call} raised {type(self.value).__name__}: {self.value}"
            return f"{self.call} raised {self.value}" if expected == RESULT else None
        return f"{self.call} accepted {self.value!r}" if expected == ERROR else None


@frozen
class Trial:
    """What was tried, the expected outcome, and the actual one."""

    family: str
    way: str
    expected: str
    outcome: Outcome

    @property
    def problem(self) -> str | None:
        """What is wrong; None if nothing is."""
        wrong = self.outcome.wrong(self.expected)
        return wrong and f"{self.family}, {self.way}: {wrong}"


def tried(call: str, ask: Callable[[], object]) -> Outcome:
    """Try a call."""
    started = time.monotonic()
    try:
        value = ask()
    except BaseException as error:  # noqa: BLE001  (whatever it is, it is what is looked for)
        value = error
    return Outcome(call, value, time.monotonic() - started)


def outcomes(server: Server, behaviour: Behaviour, calls: Collection[str] = ()) -> Iterator[tuple[str, Outcome]]:
    """Yield the expected and the actual outcome of each call, or of some of them."""
    server.script = lambda connection, target: behaviour.action(server, connection, target)
    for colour in (sync_calls, async_calls, aiohttp_calls):
        for name, expected, call in colour(server.url, behaviour):
            if calls and name not in calls:
                continue
            yield expected, tried(name, call)


Calls = Iterator[tuple[str, str, Callable[[], object]]]


def sync_calls(url: str, behaviour: Behaviour) -> Calls:
    """The calls of `Client`."""

    def asking(ask: Callable[[Client], object], auth: httpx.Auth = TOKEN) -> Callable[[], object]:
        def call() -> object:
            with Client(
                endpoint=url, project_id="p", auth=auth, retry=None, deadline=DEADLINE, verify=CERTIFICATES
            ) as kps:
                return ask(kps)

        return call

    iam = PasswordAuth("user", "password", "account", project_id="p", iam_endpoint=url)

    yield "get", behaviour.task, asking(lambda kps: kps.tasks.get("t"))
    yield "list_running", behaviour.page, asking(lambda kps: list(kps.tasks.list_running()))
    yield "list_failed", behaviour.page, asking(lambda kps: list(kps.tasks.list_failed(concurrency=3)))
    yield "get with a token of IAM", ERROR, asking(lambda kps: kps.tasks.get("t"), iam)
    yield "wait", waited(behaviour), asking(lambda kps: kps.tasks.wait("t", timeout=DEADLINE, interval=0.2))


def async_calls(url: str, behaviour: Behaviour) -> Calls:
    """The calls of `AsyncClient`."""
    for kind in ("get", "list_running", "list_failed", "wait"):
        yield f"async {kind}", _expected(kind, behaviour), _asking(url, kind)


def aiohttp_calls(url: str, behaviour: Behaviour) -> Calls:
    """Calls of an `AsyncClient` that sends with aiohttp."""
    for kind in ("get", "list_failed"):
        yield f"aiohttp {kind}", _expected(kind, behaviour), _asking(url, kind, transport="aiohttp")


def _asking(url: str, kind: str, **options: Any) -> Callable[[], object]:
    async def ask() -> object:
        async with AsyncClient(
            endpoint=url, project_id="p", auth=TOKEN, retry=None, deadline=DEADLINE, verify=CERTIFICATES, **options
        ) as kps:
            if kind == "get":
                return await kps.tasks.get("t")
            if kind == "wait":
                return await kps.tasks.wait("t", timeout=DEADLINE, interval=0.2)
            pager = kps.tasks.list_running() if kind == "list_running" else kps.tasks.list_failed(concurrency=3)
            return [task async for task in pager]

    return lambda: asyncio.run(ask())


def _expected(kind: str, behaviour: Behaviour) -> str:
    if kind == "wait":
        return waited(behaviour)
    return behaviour.task if kind == "get" else behaviour.page


def waited(behaviour: Behaviour) -> str:
    """The outcome of waiting for one task: the same as requesting it, because there is no other request."""
    unfinished = behaviour.name.startswith("task_status") or behaviour.name == "an unknown state"
    return "either" if unfinished else behaviour.task
