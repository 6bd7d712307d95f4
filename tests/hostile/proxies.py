"""Between client and service: a misbehaving proxy, and configuration files of other tools."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from kps_tasks import AsyncClient, Client

from .behaviours import ERROR, PAGE, RESULT, TASK
from .server import Connection, Server, reset, respond
from .trials import CERTIFICATES, DEADLINE, TOKEN, Trial, tried

VARIABLES = [f"{kind}_PROXY" for kind in ("HTTP", "HTTPS", "ALL", "NO")] + ["NETRC"]

Script = Callable[[Server, Connection, str], "bool | None"]


class Socks(Server):
    """A SOCKS proxy that is also the service."""

    method, reply = b"\x00", b"\x05\x00\x00\x01\0\0\0\0\0\0"

    def _serve(self, connection: Connection) -> None:
        with connection, suppress(OSError):
            connection.recv(1024)
            connection.sendall(b"\x05" + self.method)
            if self.method == b"\x02":
                said = connection.recv(1024)
                connection.sendall(b"\x01" + (b"\x00" if said == b"\x01\x04user\x06secret" else b"\x01"))
            if self.method != b"\xff" and connection.recv(1024):
                connection.sendall(self.reply)
                super()._serve(connection)


@dataclass
class Way:
    """A connection between client and service.

    Attributes:
        options: Options of the client; ``{origin}`` and ``{proxy}`` stand for the servers' addresses.
        environ: Variables, likewise.
        script: What the proxy does.
        asked: Whether the proxy is used at all.
        sent: What either server must have received, or must not if it begins with ``!``.
        kind: The proxy; a SOCKS proxy chooses a *method* and gives a *reply*.
        packaged: Whether the package for SOCKS is installed.
        netrc: Contents of the netrc file.
    """

    family: str
    name: str
    expected: str
    options: dict[str, str]
    environ: dict[str, str] = field(default_factory=dict)
    script: Script | None = None
    asked: bool = True
    sent: str = ""
    kind: type[Server] = Server
    method: bytes = b"\x00"
    reply: bytes = Socks.reply
    packaged: bool = True
    netrc: str = ""


def serve(server: Server, connection: Connection, target: str) -> bool:
    """Respond like the service."""
    return respond(connection, 200, json.dumps(TASK if "/tasks/" in target else PAGE).encode())


def says(status: int, *headers: str, body: bytes = b"") -> Script:
    return lambda server, connection, target: respond(connection, status, body, *headers)


def sends(data: bytes) -> Script:
    return lambda server, connection, target: connection.sendall(data)


def silent(server: Server, connection: Connection, target: str) -> None:
    server.ended.wait()


def drips(data: bytes) -> Script:
    return lambda server, connection, target: server.drip(connection, data)


def ways() -> Iterator[Way]:
    """All connections."""
    http, https = {"endpoint": "http://kps.test"}, {"endpoint": "https://kps.test"}
    given, with_password = {"proxy": "http://{proxy}"}, {"proxy": "http://user:secret@{proxy}"}
    yield Way("proxies", "forwards", RESULT, http | given, script=serve)
    authorized = "Proxy-Authorization: Basic dXNlcjpzZWNyZXQ="
    yield Way("proxies", "forwards with a password", RESULT, http | with_password, script=serve, sent=authorized)
    for status in (302, 403, 407, 502):
        challenge = ("Proxy-Authenticate: Basic realm=x", "Location: http://login.test/")
        yield Way("proxies", f"{status}", ERROR, http | given, script=says(status, *challenge))
        yield Way("proxies", f"CONNECT {status}", ERROR, https | given, script=says(status, *challenge))
        environ, refuses = {"HTTPS_PROXY": "http://{proxy}"}, says(status)
        yield Way("proxies", f"CONNECT {status} in spite of a password", ERROR, https | with_password, script=refuses)
        yield Way("proxies", f"CONNECT {status} of HTTPS_PROXY", ERROR, https, environ, refuses)
    yield Way("proxies", "its own page", ERROR, http | given, script=says(200, body=b"<html>Log in</html>"))
    for name, script in {
        "reset": lambda server, connection, target: reset(connection),
        "closed": lambda server, connection, target: None,
        "silence": silent,
        "a head bit by bit": drips(b"HTTP/1.1 200 x\r\nX: y\r\n"),
        "no HTTP": sends(b"SSH-2.0-x\r\n\r\n"),
        "a head without end": sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000),
        "a tunnel to where nobody speaks TLS": sends(b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 400 x\r\n\r\n"),
        "a tunnel that ends": sends(b"HTTP/1.1 200 OK\r\n\r\n"),
    }.items():
        yield Way("proxies", f"CONNECT: {name}", ERROR, https | given, script=script)
    yield Way(
        "proxies", "a tunnel that leads nowhere", ERROR, https | given, script=lambda server, connection, target: (
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n"), server.ended.wait())[0]
    )  # fmt: skip
    origin = {"endpoint": "http://{origin}"}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        yield Way("proxies", f"{name} and http", RESULT, origin, {name: "http://{proxy}"}, asked=False)
    direct = {"HTTPS_PROXY": "http://{proxy}", "NO_PROXY": "127.0.0.1"}
    yield Way("proxies", "NO_PROXY has the host", ERROR, {"endpoint": "https://{origin}"}, direct, asked=False)
    yield Way("proxies", "NO_PROXY has another host", ERROR, https, direct, says(407))
    yield Way("proxies", "NO_PROXY has all hosts", ERROR, https, direct | {"NO_PROXY": "*"}, asked=False)
    yield Way("proxies", "HTTPS_PROXY is no URL", ERROR, https, {"HTTPS_PROXY": "http://["}, asked=False)

    socks, socks_environ = {"proxy": "socks5://{proxy}"}, {"ALL_PROXY": "socks5://{proxy}"}
    yield Way("SOCKS", "forwards", RESULT, http | socks, script=serve, kind=Socks)
    yield Way(
        "SOCKS", "forwards with a password", RESULT, http | {"proxy": "socks5://user:secret@{proxy}"},
        script=serve, kind=Socks, method=b"\x02",
    )  # fmt: skip
    yield Way(
        "SOCKS", "a wrong password", ERROR, http | {"proxy": "socks5://user:other@{proxy}"}, kind=Socks, method=b"\x02",
        asked=False,
    )  # fmt: skip
    yield Way("SOCKS", "no method that both know", ERROR, http | socks, kind=Socks, method=b"\xff", asked=False)
    for number in (1, 2, 4, 5, 99):
        reply = bytes([5, number]) + Socks.reply[2:]
        yield Way("SOCKS", f"reply {number}", ERROR, http | socks, kind=Socks, reply=reply, asked=False)
    for name, reply in {"no SOCKS": b"HTTP/1.1 400 x\r\n\r\n", "a cut reply": b"\x05\x00", "nothing": b""}.items():
        unusual = {"kind": Socks, "reply": reply, "asked": False}
        yield Way("SOCKS", f"{name} for a reply", ERROR, http | socks, script=silent, **unusual)
    yield Way("SOCKS", "silence", ERROR, http | socks, script=silent, kind=Socks)
    yield Way("SOCKS", "bit by bit", ERROR, http | socks, script=drips(b"HTTP/1.1 200 x\r\nX: y\r\n"), kind=Socks)
    yield Way("SOCKS", "without its package", ERROR, http | socks, kind=Socks, packaged=False, asked=False)
    yield Way("SOCKS", "ALL_PROXY without its package", ERROR, https, socks_environ, packaged=False, asked=False)
    yield Way("SOCKS", "ALL_PROXY, and no TLS", ERROR, https, socks_environ, script=serve, kind=Socks, asked=False)

    for name, text in {
        "of the host": "machine 127.0.0.1 login user password secret",
        "of any host": "default login user password secret",
        "that is broken": "machine 127.0.0.1 login",
    }.items():
        yield Way("netrc", name, RESULT, origin, netrc=text, asked=False, sent="!uthorization:")
        yield Way(
            "netrc", f"{name}, behind a proxy", RESULT, http | given, netrc=text, script=serve, sent="!uthorization:"
        )


def trials(calls: Collection[str] = ()) -> Iterator[Trial]:
    """Try each connection in each call, or in some of them."""
    for way in ways():
        for name, call in CALLS.items():
            if calls and name not in calls:
                continue
            yield Trial(way.family, way.name, way.expected, tried(name, lambda way=way, call=call: _through(way, call)))


def _through(way: Way, call: Callable[[dict[str, Any]], object]) -> object:
    with ExitStack() as stack:
        origin, proxy = stack.enter_context(Server.listening()), stack.enter_context(way.kind.listening())
        origin.script = lambda connection, target: serve(origin, connection, target)
        if way.script:
            script = way.script
            proxy.script = lambda connection, target: script(proxy, connection, target)
        if isinstance(proxy, Socks):
            proxy.method, proxy.reply = way.method, way.reply
        places = {"origin": origin.url.removeprefix("http://"), "proxy": proxy.url.removeprefix("http://")}
        environ = {name: value.format(**places) for name, value in way.environ.items()}
        if way.netrc:
            file = Path(stack.enter_context(TemporaryDirectory()), "netrc")
            file.write_text(way.netrc)
            file.chmod(0o600)
            environ["NETRC"] = str(file)
        if not way.packaged:
            stack.callback(sys.modules.__setitem__, "socksio", sys.modules.get("socksio"))
            sys.modules["socksio"] = None  # type: ignore[assignment]  # as if it were not installed
        stack.enter_context(patch.dict(os.environ, environ))
        for variable in VARIABLES:
            for spelled in (variable, variable.lower()):
                if spelled not in environ:
                    os.environ.pop(spelled, None)
        options = {name: value.format(**places) for name, value in way.options.items()}
        try:
            return call(options)
        finally:
            assert bool(proxy.heads) is way.asked, "the proxy was asked" if proxy.heads else "the proxy was not asked"
            seen = "".join(origin.heads + proxy.heads)
            assert (way.sent.removeprefix("!") in seen) is not way.sent.startswith("!"), seen


def _get(options: dict[str, Any]) -> object:
    with Client(**options, **_OPTIONS) as kps:
        return kps.tasks.get("t")


def _list(options: dict[str, Any]) -> object:
    with Client(**options, **_OPTIONS) as kps:
        return list(kps.tasks.list_running())


def _async_get(options: dict[str, Any]) -> object:
    async def ask() -> object:
        async with AsyncClient(**options, **_OPTIONS) as kps:
            return await kps.tasks.get("t")

    return asyncio.run(ask())


_OPTIONS: dict[str, Any] = {
    "project_id": "p",
    "auth": TOKEN,
    "retry": None,
    "deadline": DEADLINE,
    "verify": CERTIFICATES,
}
CALLS = {"get": _get, "list_running": _list, "async get": _async_get}
