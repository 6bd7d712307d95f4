"""Send requests to the target, and keep them so findings can show them."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
from attrs import Factory, field, frozen

from kps_tasks_client import facts

from .description import paths
from .gate import ENTRY
from .relations.response import Broken, Response, read, require

PATIENCE = 5.0  # seconds beyond the limit, to learn whether a response comes at all
Question = Callable[[], Response]


@frozen
class Target:
    """What is tested: its address, the project, and a token that is valid for it.

    Attributes:
        endpoint: Address without a trailing slash.
        project_id: The one project that is tested.
        token: Value of X-Auth-Token; a placeholder for a target behind the gate.
        task_ids: Known tasks besides those in the lists.
        foreign_ids: Known tasks of other projects.
        transport: Transport for a target in this process.
        shown: Address for reports; the service's if the endpoint is a gate.
        secret: The token itself, which no response may contain; empty if it is not known here.
        direct: Address of a stand-in on this machine that may be reached past the gate; empty if it may not.
        other_project: Another project with its own token, if one is known.
    """

    endpoint: str
    project_id: str
    token: str = field(repr=False)
    task_ids: tuple[str, ...] = ()
    foreign_ids: tuple[str, ...] = ()
    transport: httpx.BaseTransport | None = None
    shown: str = field(default=Factory(lambda self: self.endpoint, takes_self=True))
    secret: str = field(default="", repr=False)
    direct: str = ""
    other_project: tuple[str, str] | None = field(default=None, repr=False)


class Asker:
    """Send GETs to a target, one at a time or concurrently.

    Args:
        target: The target.
        slowest: Seconds that a response may take.
        side_by_side: Maximum number of concurrent requests.
        ends_at: Reading of `time.monotonic` at which all waiting ends.

    Attributes:
        sent: Number of requests.
    """

    def __init__(
        self, target: Target, slowest: float = 30.0, side_by_side: int = 1, ends_at: float = float("inf")
    ) -> None:
        self._target = target
        self._slowest = slowest
        self._ends_at = ends_at
        self.side_by_side = 1 if target.transport else side_by_side
        self._http = httpx.Client(
            base_url=target.endpoint,
            transport=target.transport,
            follow_redirects=False,
            trust_env=False,
        )
        self._pool = ThreadPoolExecutor(max(self.side_by_side, 1))
        self.sent = 0

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._pool.shutdown(cancel_futures=True)
        self._http.close()

    def __call__(
        self, operation: str, *, task_id: str = "", limit: int | None = None, offset: int | None = None
    ) -> Response:
        """Send a request for one of the three operations with the right credential."""
        path = paths()[operation].format(project_id=self._target.project_id, task_id=quote(task_id, safe=""))
        values = {"limit": limit, "offset": offset}
        query = "&".join(f"{name}={value}" for name, value in values.items() if value is not None)
        return self.get(f"{path}?{query}" if query else path)

    def all(self, questions: Iterable[Question]) -> Iterator[Response | Broken]:
        """Send several requests concurrently; yield their outcomes in order."""
        if self.side_by_side == 1:
            yield from map(_tried, questions)
        else:
            yield from self._pool.map(_tried, questions)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Response:
        """Send a GET with the right credential, or with *headers* only."""
        self.sent += 1
        curl = self._curl(path, headers)
        sent = {facts.TOKEN_HEADER: self._target.token} if headers is None else headers
        started = time.monotonic()
        patience = min(self._slowest + PATIENCE, max(0.05, self._ends_at - started))
        try:
            response = self._http.get(self._target.endpoint + path, headers=sent, timeout=patience)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            nothing = Response(None, None, None, None, None, 0, {}, None, curl=curl)
            raise Broken("answered", f"no response: {error or type(error).__name__}", nothing) from None
        ended = time.monotonic()
        entry = int(response.headers.pop(ENTRY, "0"))
        read_response = read(
            path, response.status_code, response.headers, response.content,
            sent=started, received=ended, curl=curl, entry=entry,
        )  # fmt: skip
        message = f"the response took {ended - started:.1f} s, more than {self._slowest:g}"
        require(ended - started <= self._slowest, "in time", message, read_response)
        return read_response

    def _curl(self, path: str, headers: dict[str, str] | None) -> str:
        """Return a command that sends the request again, with the token from the environment."""
        token = self._target.secret or self._target.token
        sent = {facts.TOKEN_HEADER: token} if headers is None else headers
        words = [f"-H {in_shell(name, value, token)}" for name, value in sent.items()]
        return " ".join(["curl", "-i", *words, shlex.quote(self._target.shown + path)])


def in_shell(name: str, value: str, token: str) -> str:
    """Quote a header for a shell; the token, or a part of it, becomes an expansion of `KPS_TOKEN`."""
    if not value:
        return shlex.quote(f"{name};")  # curl's form of a header without a value
    if value == token:
        return f'"{name}: $KPS_TOKEN"'
    spelled = value.replace(token, "${KPS_TOKEN}")
    spelled = "${KPS_TOKEN%?}" if value == token[:-1] else "${KPS_TOKEN#?}" if value == token[1:] else spelled
    if value == token.swapcase():
        spelled = "$(printf %s \"$KPS_TOKEN\" | tr 'a-zA-Z' 'A-Za-z')"
    return shlex.quote(f"{name}: {value}") if spelled == value else f'"{name}: {spelled}"'


def _tried(question: Question) -> Response | Broken:
    try:
        return question()
    except Broken as broken:
        return broken
