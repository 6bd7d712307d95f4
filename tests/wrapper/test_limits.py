"""Limits on responses: each applies exactly, on real connections, also for IAM."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kps_tasks import (
    AsyncClient,
    Client,
    ConfigurationError,
    InternalServerError,
    InvalidResponseError,
    PasswordAuth,
    ResponseLimits,
    StaticToken,
)

from ..hostile.server import Connection, Server, respond

SMALL = ResponseLimits(size=1000, error_size=500, depth=4, text=10)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server.listening() as listening:
        yield listening


def says(status: int, body: bytes, *headers: str) -> Callable[[Connection, str], bool]:
    return lambda connection, target: respond(connection, status, body, *headers)


def task(size: int) -> bytes:
    """A task of the given size in bytes."""
    return json.dumps({"task_id": "t", "more": ""}).encode().replace(b'""', b'"' + b"x" * (size - 28) + b'"')


def chunked(body: bytes) -> Callable[[Connection, str], None]:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    return lambda connection, target: connection.sendall(head + f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n")


@pytest.mark.both_colours
def test_a_response_has_so_many_bytes_and_no_more(connect, server):
    kps = connect(endpoint=server.url, response_limits=SMALL)
    assert len(task(1000)) == 1000
    server.script = says(200, task(1000))
    assert kps.tasks.get("t").task_id == "t"
    packed = gzip.compress(task(1001))
    for script in (says(200, task(1001)), says(200, packed, "Content-Encoding: gzip"), chunked(task(1001))):
        server.script = script
        with pytest.raises(InvalidResponseError, match="it is longer than 1,000 bytes, the size that response_lim"):
            kps.tasks.get("t")
        assert kps.with_options(response_limits=ResponseLimits()).tasks.get("t").task_id == "t"


@pytest.mark.both_colours
def test_an_error_is_read_up_to_its_limit_and_kept_up_to_another(connect, server):
    kps = connect(endpoint=server.url, response_limits=SMALL)
    body = json.dumps({"error_code": "x", "error_msg": "y" * 400}).encode()
    server.script = says(500, body)
    with pytest.raises(InternalServerError) as caught:
        kps.tasks.get("t")
    assert (caught.value.error_msg, caught.value.body) == ("y" * 10 + "…", body[:10].decode())
    server.script = says(500, body + b" " * 500)  # cut anywhere, it could still be read if it were read whole
    with pytest.raises(InternalServerError) as caught:
        kps.tasks.get("t")
    assert caught.value.error_msg == "y" * 10 + "…"
    server.script = says(500, b" " * 500 + body)
    with pytest.raises(InternalServerError) as caught:
        kps.tasks.get("t")
    assert caught.value.error_msg is None


def test_a_response_has_so_many_levels(connect, server):
    kps = connect(endpoint=server.url, response_limits=SMALL)
    server.script = says(200, b'{"task_id": "t", "more": [[[]]]}')
    assert kps.tasks.get("t").task_id == "t"
    server.script = says(200, b'{"task_id": "t", "more": [[[[]]]]}')
    with pytest.raises(InvalidResponseError, match="nested more than 4 levels deep"):
        kps.tasks.get("t")


@pytest.mark.both_colours
def test_limits_apply_to_iam(connect, server):
    auth = PasswordAuth("user", "password", "account", project_id="p", iam_endpoint=server.url)
    kps = connect(endpoint=server.url, auth=auth, response_limits=SMALL)
    server.script = says(201, json.dumps({"token": {"more": "x" * 1000}}).encode(), "X-Subject-Token: t")
    with pytest.raises(InvalidResponseError, match=r"POST .*/v3/auth/tokens.*: it is longer than 1,000 bytes"):
        kps.tasks.get("t")


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_what_cannot_be_a_limit(kind):
    place: dict[str, Any] = {"endpoint": "http://kps.test", "project_id": "p", "auth": StaticToken("t")}
    with pytest.raises(ConfigurationError, match=r"response_limits 5 is not ResponseLimits\("):
        kind(**place, response_limits=5)
    with pytest.raises(ConfigurationError, match="response_limits None is not"):
        kind(**place).with_options(response_limits=None)
    for name in ("size", "error_size", "depth", "text"):
        with pytest.raises(ValueError, match=name):
            ResponseLimits(**{name: 0})
