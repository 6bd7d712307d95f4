"""HTTP below the three operations, tested on a stand-in on this machine past the gate; never on a live service.

No request here can change anything, even if a proxy leads to the real service: every method that changes something goes
to a path that does not support it.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

from kps_tasks_client import facts

from .description import LISTS, SHOW, paths
from .exchange import in_shell
from .relations.response import Broken, Response, require
from .survey import Survey

OTHERS = ("POST", "PUT", "PATCH", "OPTIONS", "TRACE", "QUERY", "DELETE")
NOWHERE = (
    *"/ /v3 /v1/{project}/running-tasks /v3/{project} /v3/{project}/tasks /v3/{project}/running-tasks/".split(),
    *"/v3/{project}/running-tasks/x /v3/{project}/no-such-thing //v3/{project}/running-tasks".split(),
)


class Wire:
    """One connection directly to the target."""

    def __init__(self, survey: Survey) -> None:
        parts = urlsplit(survey.target.direct)
        self._survey = survey
        self._connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=survey.scope.slowest + 5
        )

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send(self, method: str, path: str, headers: dict[str, str]) -> Response:
        """Send a request and return the response; nothing else is sent."""
        secret = self._survey.target.secret
        flags = "-I" if method == "HEAD" else "-i" if method == "GET" else f"-i -X {method}"
        words = [f"-H {in_shell(name, value, secret)}" for name, value in headers.items()]
        curl = " ".join(["curl", flags, *words, f"'{self._survey.target.shown}{path}'"])
        self._survey.past_the_gate[method] += 1
        sent = time.monotonic()
        try:
            self._connection.request(method, path, headers=headers)
            came = self._connection.getresponse()
            content = came.read()
        except (OSError, http.client.HTTPException) as error:
            nothing = Response(None, None, None, None, None, 0, {}, None, curl=curl)
            self._connection.close()
            raise Broken("answered", f"no response to {method}: {type(error).__name__}: {error}", nothing) from None
        lower = {name.lower(): value for name, value in came.getheaders()}
        return Response(None, None, None, None, None, came.status, lower, None, content, sent, time.monotonic(), curl)

    def left_over(self) -> bytes:
        """Return what the server sends after a response has ended, although nothing was requested."""
        socket = self._connection.sock
        if socket is None:
            return b""
        socket.settimeout(0.05)
        try:
            return bytes(socket.recv(1024))
        except OSError:
            return b""


def below_the_operations(survey: Survey) -> Iterator[Callable[[], object]]:
    """Yield the requests, each on its own connection."""
    good = {facts.TOKEN_HEADER: survey.target.secret}
    project = survey.target.project_id
    lists = [paths()[operation].format(project_id=project) for operation in LISTS]
    some = next((str(row.get("task_id")) for whole in survey.witness.lists.values() for row in whole.rows), "none")
    task = paths()[SHOW].format(project_id=project, task_id=some)
    if survey.scope.other_methods:
        yield from (partial(_head, survey, path, good) for path in (*lists, task))
        for method in OTHERS:
            # The real service has DELETE below failed-tasks, which is not among these paths.
            yield from (partial(_other_method, survey, method, path, good) for path in (lists[0], task))
    yield from (partial(_nowhere, survey, path.format(project=project)) for path in NOWHERE)
    yield from (partial(_plain, survey, path, good) for path in (*lists, task))
    yield from (
        partial(_after_an_error, survey, bad, lists[0], good) for bad in (f"{lists[0]}?limit=0", f"{task}x", "/x")
    )
    yield partial(_credential_of_the_connection, survey, lists[0], good)


def _head(survey: Survey, path: str, good: dict[str, str]) -> None:
    """HEAD is GET without a body, or is refused; in either case no body follows."""
    with Wire(survey) as wire:
        came = wire.send("HEAD", path, good)
        require(came.status < 500, "head", f"{came.status} to HEAD", came)
        require(not wire.left_over(), "head", "a body follows the response to HEAD", came)
    if came.status == 200:
        with Wire(survey) as wire:
            without = wire.send("HEAD", path, {})
        require(
            without.status in (401, 403, 404, 405),
            "credentials",
            f"{without.status} for HEAD without a credential",
            without,
        )


def _other_method(survey: Survey, method: str, path: str, good: dict[str, str]) -> None:
    with Wire(survey) as wire:
        came = wire.send(method, path, good)
    documented = method == "OPTIONS" and came.status in (200, 204) and b"task" not in came.content
    refused = 400 <= came.status < 500 or came.status == 501
    require(refused or documented, "other method", f"{came.status} for {method}, which is not documented", came)
    told = came.status != 405 or "allow" in came.headers
    require(told, "other method", f"405 for {method} without the Allow header that HTTP requires", came)


def _nowhere(survey: Survey, path: str) -> None:
    with Wire(survey) as wire:
        came = wire.send("GET", path, {})
    message = f"{came.status} for an unknown path, without a credential"
    require(came.status < 500, "unknown path", message, came)
    public = came.status < 400 and not path.startswith("/v3/")  # the stand-in may have its own page at the root
    require(came.status // 100 != 2 or public, "unknown path", message, came)


def _plain(survey: Survey, path: str, good: dict[str, str]) -> None:
    """A response is not compressed for a client that requested it uncompressed."""
    with Wire(survey) as wire:
        came = wire.send("GET", path, good | {"Accept-Encoding": "identity"})
    packed = came.headers.get("content-encoding", "identity").lower()
    require(packed == "identity", "encoding", f"Content-Encoding: {packed}, but only identity was requested", came)


def _after_an_error(survey: Survey, bad: str, path: str, good: dict[str, str]) -> None:
    """A refusal leaves the connection usable: the next response is to the next request."""
    with Wire(survey) as wire:
        refusal = wire.send("GET", bad, good)
        came = wire.send("GET", f"{path}?limit=1", good)
        try:
            body = json.loads(came.content)
        except ValueError:
            body = None
        well = came.status == 200 and isinstance(body, dict) and "tasks" in body
        message = f"{came.status} for a valid request on a connection where another request was refused"
        require(well, "connection", message, refusal, came)


def _credential_of_the_connection(survey: Survey, path: str, good: dict[str, str]) -> None:
    with Wire(survey) as wire:
        first = wire.send("GET", path, good)
        came = wire.send("GET", path, {})
        require(
            came.status == 401,
            "credentials",
            f"{came.status} without a credential, after a request with one on the same connection",
            first,
            came,
        )
