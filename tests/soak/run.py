"""Callers of all kinds on one server in trouble, minute by minute."""

from __future__ import annotations

import random
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count, product
from typing import Any

from anyio.from_thread import start_blocking_portal

from kps_tasks import AccessKeyAuth, AsyncClient, Client, PasswordAuth, RetryPolicy
from tests.wrapper.conftest import Awaited

from .jobs import JOBS, Caller
from .meter import Floor, Held
from .server import ACCESS_KEY, ACCOUNT, PROJECT, ServedMock

WARM = 5  # minutes after which nothing may grow
PATIENCE = 3  # minutes within which each caller completes its job
TROUBLE = 7.0  # seconds between two troubles
A_DAY = 24 * 3600 + 1  # seconds; longer than any token is valid
TICK = 0.2  # seconds
MOVING = 200  # tasks that come and go
RETRY = RetryPolicy(attempts=6, first=0.1, longest=2.0)


class Soak:
    """Callers of all kinds on one server, and the results."""

    def __init__(self, mock: ServedMock) -> None:
        self.mock, self.ended = mock, threading.Event()
        self.callers: list[Caller] = []
        self.troubles = Counter[str]()
        self.wrong: list[str] = []

    def run(self, minutes: int) -> list[str]:
        """Use the server for some minutes, printing a line for each; return what was wrong."""
        floors: list[Held] = []
        with ExitStack() as stack:
            for work in (
                self._let_time_pass,
                self._trouble,
                self._move_lists,
            ):  # these run until all callers have ended
                stack.enter_context(self._in_thread(work, work.__name__, threading.Event()))
            self.callers += self._callers(stack.enter_context(start_blocking_portal()))
            for caller in self.callers:
                stack.enter_context(self._in_thread(caller.repeat, caller.name, self.ended))
            since = [caller.done for caller in self.callers]
            for minute in range(1, minutes + 1):
                before, floor = self._counts(), Floor()
                for _ in range(60):
                    if self.wrong:
                        return self.wrong
                    floor.sample()
                    self.ended.wait(1)
                floors.append(floor.take())
                said = ", ".join(f"{number} {name}" for name, number in (self._counts() - before).items())
                print(f"minute {minute}: {said}; {floors[-1]}", flush=True)
                if minute % PATIENCE == 0:
                    pairs = zip(self.callers, since, strict=True)
                    self.wrong += [f"{caller.name}: it hangs" for caller, done in pairs if caller.done == done]
                    since = [caller.done for caller in self.callers]
        if minutes > WARM:
            self.wrong += floors[-1].grown_since(floors[WARM - 1])
        return self.wrong

    def summary(self) -> str:
        """Return what was done."""
        things, errors = Counter[str](), Counter[str]()
        for caller in self.callers:
            things[caller.job] += caller.things
            errors += caller.errors
        brought = {f"rows and tasks of {name}": number for name, number in things.items()}
        parts = (self.troubles, {"responses spoiled or late": self.mock.spoiled}, self._counts(), brought, errors)
        return "\n".join(", ".join(f"{number} {name}" for name, number in part.items()) for part in parts)

    def _callers(self, portal: Any) -> Iterator[Caller]:
        """Yield a caller for each job, client and credential."""
        url = self.mock.url
        place = {"endpoint": url, "project_id": PROJECT, "retry": RETRY, "deadline": 30.0}
        credentials: dict[str, Callable[[], Any]] = {
            "password": lambda: PasswordAuth("user", self.mock.password, ACCOUNT, project_id=PROJECT, iam_endpoint=url),
            "access key": lambda: AccessKeyAuth(*ACCESS_KEY),
        }
        clients: dict[str, Callable[[Any], Any]] = {
            "sync": lambda auth: Client(**place, auth=auth),
            "async": lambda auth: Awaited(AsyncClient(**place, auth=auth), portal),
        }
        for job, (colour, client), (credential, auth) in product(JOBS, clients.items(), credentials.items()):

            def connect(client: Callable[[Any], Any] = client, auth: Callable[[], Any] = auth) -> Any:
                return client(auth())

            yield Caller(job, f"{colour}, {credential}", connect, self.mock)

    def _trouble(self, ended: threading.Event) -> None:
        """Expire tokens and stop the server, again and again."""
        kinds: dict[str, Callable[[], object]] = {
            "times all tokens revoked": lambda: self.mock.ask("POST", "/tokens/revoke"),
            "times all tokens expired": lambda: self.mock.ask("POST", "/advance", seconds=A_DAY),
            "restarts": self.mock.restart,
            "restarts with another password": lambda: self.mock.restart(self.mock.new_name("password")),
        }
        for turn in count():
            if ended.wait(TROUBLE):
                return
            name = [*kinds][turn % len(kinds)]
            kinds[name]()
            self.troubles[name] += 1

    def _move_lists(self, ended: threading.Event) -> None:
        """Add tasks to both lists and remove them."""
        chance, there = random.Random(0), list[tuple[str, str]]()
        while not ended.wait(0.05):
            if len(there) > chance.randrange(MOVING):
                kind, task_id = there.pop(chance.randrange(len(there)))
                self.mock.ask("DELETE", f"/{kind}/{task_id}")
            kind, task_id = chance.choice(["failures", "tasks"]), self.mock.new_name("moving")
            what = {"operate_type": "FAILED_BIND"} if kind == "failures" else {"status": "RUNNING_BIND"}
            self.mock.ask("POST", f"/{kind}", task_id=task_id, **what)
            there.append((kind, task_id))

    def _let_time_pass(self, ended: threading.Event) -> None:
        while not ended.wait(TICK):
            self.mock.ask("POST", "/advance", seconds=TICK)

    def _counts(self) -> Counter[str]:
        counts = Counter[str]()
        for caller in self.callers:
            counts[f"times {caller.job}"] += caller.done
            counts["errors"] += caller.errors.total()
        return counts

    @contextmanager
    def _in_thread(self, work: Callable[[threading.Event], None], name: str, ended: threading.Event) -> Iterator[None]:
        def run() -> None:
            try:
                work(ended)
            except Exception:  # noqa: BLE001  (whatever it is, it is what is looked for)
                self.wrong.append(f"{name}: {traceback.format_exc()}")

        thread = threading.Thread(target=run, name=name)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
