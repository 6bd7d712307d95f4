"""The gate between the contract tests and a service that is not our mock.

The tests are pointed at a gate on this machine. It passes only GET, adds the credential to each request itself, limits
the rate, and follows no redirects. So it does not matter what the tool tries to send: its current version sends
``DELETE …/failed-tasks``, which deletes records on the real service, and HEAD over a socket of its own.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import httpx
from attrs import frozen

from kps_tasks_client import facts

from .har import Recorder
from .masking import Masks

_LIMIT, _OFFSET = r"limit=([1-9]\d{0,2}|1000)", r"offset=(\d{1,5}|100000)"  # the ranges of openapi.yaml
_QUERY = rf"\?({_LIMIT}(&{_OFFSET})?|{_OFFSET}(&{_LIMIT})?)?"
_DROPPED = ("connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding")
_REFUSAL = b'{"error_code": "GATE", "error_msg": "Only documented GET requests of the three operations pass."}'
_PASSING = (429, 502, 503, 504)
_LONGEST_PAUSE = 60.0
_LONGEST_WAIT = 30.0
_LONGEST_BODY = 32 * 2**20  # a page of 1000 tasks is less than one MiB
ENTRY = "Kps-Contract-Entry"  # tells the tests the HAR entry of a response
_CREDENTIALS = (facts.TOKEN_HEADER.lower(), "x-auth-tokens", "authorization")

TOLD = 5  # requests without a complete response that are printed; the rest is counted
_LONGEST_SHOWN = 200  # characters of such a request
PER_SECOND = 2.0  # requests to a service that others use too
RETRIES = 4


@frozen
class Rules:
    """What may pass, and how.

    Attributes:
        documented_only: Whether a GET must be one of the three operations with documented values.
        per_second: Maximum number of requests per second; None for no limit.
        retries: How often a temporary refusal or a broken connection is retried.
        credentials_of_tests: Whether the tests' own credentials are sent instead of the gate's.
        ends_at: Reading of `time.monotonic` after which nothing passes.
    """

    documented_only: bool = True
    per_second: float | None = None
    retries: int = 0
    credentials_of_tests: bool = False
    ends_at: float = float("inf")


def rules_for(endpoint: str, seconds: float, *, documented_only: bool, credentials_of_tests: bool = False) -> Rules:
    """Return the rules for *seconds* at a target; beyond this machine, with retries and a low rate."""
    local = is_local(endpoint)
    return Rules(
        documented_only=documented_only,
        per_second=None if local else PER_SECOND,
        retries=0 if local else RETRIES,
        credentials_of_tests=credentials_of_tests,
        ends_at=time.monotonic() + seconds,
    )


def is_local(endpoint: str) -> bool:
    """Whether a target is on this machine."""
    return urlsplit(endpoint).hostname in ("127.0.0.1", "::1", "localhost")


class Gate:
    """Forward what may pass to *endpoint*; refuse everything else with 403.

    Attributes:
        passed: Number of requests that were forwarded.
        refused: What was not, as ``METHOD path``.
        recorder: What came back.
        unanswered: Number of requests that got no complete response.
    """

    def __init__(
        self,
        endpoint: str,
        project_id: str,
        auth: httpx.Auth,
        rules: Rules,
        masks: Masks | None = None,
        *,
        hidden: str = "",
    ) -> None:
        self.passed = 0
        self.refused: list[str] = []
        self.recorder = Recorder(hidden)
        self.unanswered = 0
        lists = rf"(running|failed)-tasks({_QUERY})?"
        documented = rf"/v3/{re.escape(project_id)}/({lists}|tasks/[^/?#]+)"
        self._may_pass = re.compile(documented if rules.documented_only else r"/v3/[^#]+")
        self._auth = None if rules.credentials_of_tests else auth
        self._http = httpx.Client(
            timeout=_LONGEST_WAIT, follow_redirects=False, trust_env=endpoint.startswith("https:")
        )
        self._endpoint = endpoint.rstrip("/")
        self._prefix = urlsplit(self._endpoint).path.encode()
        self._rules = rules
        self._masks = masks
        self._next = 0.0
        self._lock = threading.Lock()

    def forward(self, method: str, target: str, headers: dict[str, str] | None = None) -> httpx.Response | None:
        """Return the response to a request; None if it must not be sent."""
        if method != "GET" or not self._may_pass.fullmatch(target) or not self._is_plain(target):
            self.refused.append(f"{method} {target}")
            return None
        for pause in self._pauses():
            try:
                response = self._send(target, headers or {})
            except httpx.TransportError:
                if pause is None:
                    raise
            else:
                if pause is None or response.status_code not in _PASSING:
                    return response
                self._sleep(_retry_after(response))
            self._sleep(pause)
        raise AssertionError("the last pause is None")

    def _is_plain(self, target: str) -> bool:
        """Whether a path is unambiguous: it does not climb, and is sent exactly as it was checked."""
        if self._rules.documented_only and _climbs(target):
            return False
        try:
            return (
                self._http.build_request("GET", self._endpoint + target).url.raw_path == self._prefix + target.encode()
            )
        except (httpx.InvalidURL, UnicodeError):
            return False

    def body(self, response: httpx.Response) -> bytes:
        """Return the body of a response as the tests may see it."""
        return self._masks.apply(response.content) if self._masks else response.content

    @contextmanager
    def open(self) -> Iterator[str]:
        """Listen on a port of this machine during the block; yield the address."""
        with ThreadingHTTPServer(("127.0.0.1", 0), _handler(self)) as server, self._http:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()

    def note_unanswered(self, request: str, error: Exception) -> None:
        """Count a request that got no complete response; print the first ones."""
        with self._lock:
            self.unanswered += 1
            if self.unanswered <= TOLD:
                print(f"contract: {request[:_LONGEST_SHOWN]}: {error or type(error).__name__}", flush=True)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _pauses(self) -> Iterator[float | None]:
        """Yield the pause after each try; None after the last."""
        yield from (2.0**number for number in range(self._rules.retries))
        yield None

    def _send(self, target: str, headers: dict[str, str]) -> httpx.Response:
        with self._lock:
            self._sleep(self._next - time.monotonic())
            if self._rules.per_second:
                self._next = time.monotonic() + 1 / self._rules.per_second
            self.passed += 1
        started = time.monotonic()
        passing = ("x-language", *_CREDENTIALS) if self._auth is None else ("x-language",)
        sent = {name: headers[name] for name in headers if name in passing}
        patience = min(_LONGEST_WAIT, max(0.05, self._rules.ends_at - time.monotonic()))
        url = self._endpoint + target
        with self._http.stream("GET", url, headers=sent, auth=self._auth, timeout=patience) as stream:
            content = self._read(stream)
        seconds = time.monotonic() - started
        headers_of_answer = stream.headers.multi_items()
        plain = [(name, value) for name, value in headers_of_answer if name not in _DROPPED]
        response = httpx.Response(stream.status_code, headers=plain, content=content)
        entry = self.recorder.add(
            self._endpoint + target, response.status_code, headers_of_answer, self.body(response), seconds
        )
        response.headers[ENTRY] = str(entry)
        return response

    def _read(self, stream: httpx.Response) -> bytes:
        """Return the body, if it ends: an endless one must exhaust neither time nor memory."""
        content = bytearray()
        for part in stream.iter_bytes():
            content += part
            if len(content) > _LONGEST_BODY:
                raise httpx.ReadError(f"the response is longer than {_LONGEST_BODY // 2**20} MiB")
            self._sleep(0)
        return bytes(content)

    def _sleep(self, seconds: float) -> None:
        if time.monotonic() + max(0.0, seconds) > self._rules.ends_at:
            raise TimeIsUp("the time limit of the run was reached")
        if seconds > 0:
            time.sleep(seconds)


class TimeIsUp(httpx.TransportError):
    """The time limit of the run was reached."""


def _climbs(target: str) -> bool:
    """Whether a path leads elsewhere once decoded, however often, or when ``;…`` is removed from a segment."""
    decoded, before = target.partition("?")[0], ""
    while decoded != before:
        decoded, before = unquote(decoded), decoded
    steps = decoded.replace("\\", "/").split("/")
    return any(step.partition(";")[0].strip() in (".", "..") for step in steps) or any(
        ord(letter) < 32 for letter in decoded
    )


def _retry_after(response: httpx.Response) -> float:
    """Return the seconds that the service asks for; any other format is ignored."""
    text = response.headers.get("Retry-After", "")
    return min(float(text), _LONGEST_PAUSE) if text.isdecimal() else 0.0


def _handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            try:
                headers = {name.lower(): value for name, value in self.headers.items()}
                response = gate.forward(self.command, self.path, headers)
            except httpx.HTTPError as error:
                # The tool shall see what a client of the service sees: a connection that breaks.
                gate.note_unanswered(f"{self.command} {self.path}", error)
                self.close_connection = True
                return
            if response is None:
                self.reply(
                    403, [("Content-Type", "application/json"), (facts.REQUEST_ID_HEADER, uuid4().hex)], _REFUSAL
                )
            else:
                kept = [(name, value) for name, value in response.headers.multi_items() if name not in _DROPPED]
                self.reply(response.status_code, kept, gate.body(response))

        do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_POST = do_PUT = do_QUERY = do_TRACE = do_GET  # noqa: N815

        def reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in [*headers, ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                with suppress(ConnectionError):  # the tool has been ended
                    self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            """Do not log requests."""

    return Handler
