"""Sending with aiohttp: errors and connections as with httpx."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from kps_tasks import APIConnectionError, AsyncClient, ConfigurationError, InvalidResponseError, StaticToken

from ..hostile.server import Server, reset, respond

TOKEN, PASSWORD = "canary-token", "canary-password"
TASK = json.dumps({"task_id": "t", "task_status": "READY_BIND"}).encode()
FAULTS: dict[str, tuple[Callable[[Any, str], Any], type[Exception], bool]] = {
    "closed": (lambda connection, target: None, httpx.RemoteProtocolError, True),
    "reset": (lambda connection, target: reset(connection), httpx.ReadError, True),
    "no HTTP": (lambda connection, target: connection.sendall(b"SSH-2.0\r\n\r\n"), httpx.RemoteProtocolError, True),
    "a part": (
        lambda connection, target: connection.sendall(b"HTTP/1.1 200 x\r\nContent-Length: 9\r\n\r\n{"),
        httpx.RemoteProtocolError,
        False,
    ),
}


@pytest.fixture
def server() -> Iterator[Server]:
    with Server.listening() as listening:
        yield listening


def client(endpoint: str, **options: Any) -> AsyncClient:
    options = {"retry": None, "deadline": 5.0} | options
    return AsyncClient(endpoint=endpoint, project_id="p", auth=StaticToken(TOKEN), transport="aiohttp", **options)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.anyio
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_broken_connection_is_no_timeout_and_shows_no_token(server, fault):
    """aiohttp's own errors hold the headers of the request."""
    server.script, kind, may_repeat = FAULTS[fault]
    with pytest.raises(APIConnectionError) as caught:
        async with client(server.url) as kps:
            await kps.tasks.get("t")
    assert isinstance(caught.value.__cause__, kind)
    assert caught.value.retry_immediately is may_repeat
    assert TOKEN not in "".join(map(repr, chain(caught.value)))


@pytest.mark.anyio
async def test_a_proxy_is_named_without_its_password(server):
    server.script = lambda connection, target: respond(connection, 407, b"")
    proxy = server.url.replace("://", f"://user:{PASSWORD}@")
    with pytest.raises(APIConnectionError, match=f"the proxy {server.url} refused it: 407") as caught:
        async with client("https://kps.test", proxy=proxy) as kps:
            await kps.tasks.get("t")
    assert f"Proxy-Authorization: Basic {b64encode(f'user:{PASSWORD}'.encode()).decode()}" in server.heads[0]
    shown = "".join(map(repr, chain(caught.value)))
    assert PASSWORD not in shown
    assert TOKEN not in shown
    with Server.listening() as closed:
        pass
    with pytest.raises(APIConnectionError, match=f"the proxy {closed.url} cannot be reached"):
        async with client("http://kps.test", proxy=closed.url) as kps:
            await kps.tasks.get("t")


@pytest.mark.anyio
async def test_what_is_sent(server):
    """The URL as it is signed, which aiohttp would quote in another way, and no cookies."""
    server.script = lambda connection, target: respond(connection, 200, TASK, "Set-Cookie: a=b; Path=/")
    async with client(server.url.replace("127.0.0.1", "localhost")) as kps:
        for _ in range(2):
            with pytest.raises(InvalidResponseError, match="another task"):
                await kps.tasks.get("t:1")
    assert [head.split("\r\n")[0] for head in server.heads] == ["GET /v3/p/tasks/t%3A1 HTTP/1.1"] * 2
    assert "cookie" not in "".join(server.heads).lower()


@pytest.mark.anyio
async def test_what_it_cannot_do_is_said_when_the_client_is_created(monkeypatch):
    with pytest.raises(
        ConfigurationError, match=r"^The proxy socks5://h:1 cannot be used: aiohttp does not support SOCKS"
    ):
        client("https://kps.test", proxy="socks5://h:1")
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "kps_tasks._http.aiohttp_transport", raising=False)
    with pytest.raises(ConfigurationError, match=r"^aiohttp is not installed.*pip install .*\[aiohttp\]'?\.?$"):
        client("https://kps.test")
