"""The entry point on a socket: odd requests, garbage, slow and very many clients."""

from __future__ import annotations

import asyncio
import re
import resource
import socket
from contextlib import ExitStack, suppress

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kps_tasks_mock import MockKps, _door, _server
from kps_tasks_mock._door import Connection, Connections
from kps_tasks_mock._messages import Response
from kps_tasks_mock._messages import Wire as Sent

GET = b"GET /v3/p/running-tasks HTTP/1.1\r\nHost: x\r\n"


class Wire(asyncio.Transport):
    """The other end of a connection that is controlled by hand."""

    def __init__(self):
        super().__init__()
        self.written = b""
        self.is_closed = False

    def get_extra_info(self, name, default=None):
        return ("127.0.0.1", 1) if name == "peername" else default

    def write(self, data):
        assert not self.is_closed
        self.written += bytes(data)

    def is_closing(self):
        return self.is_closed

    def close(self):
        self.is_closed = True

    abort = close

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass


class Loop:
    """An event loop with nothing but a time."""

    def __init__(self):
        self.now = 0.0

    def time(self):
        return self.now

    def call_later(self, seconds, *call):
        pass


def connected(sent=None):
    """Return a connection, its wire, and the requests it received."""
    asked = []

    def receive(method, path, query, headers, body, peer):
        asked.append((method, path, query, dict(headers), body))
        return Response(200, (("Content-Length", "2"),), b"ok", sent)

    wire, loop = Wire(), Loop()
    connections = Connections()
    connection = Connection(receive, connections, loop)
    connection.connection_made(wire)
    return connection, wire, asked, loop, connections


def statuses(wire):
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", wire.written)]


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_requests_arrive_in_any_pieces(size):
    connection, wire, asked, _, _ = connected()
    stream = (
        GET
        + b"\r\n"
        + b"\r\nPOST /a%2Fb?x=1&y HTTP/1.1\r\nhost: x\r\nContent-Length: 5\r\n\r\nhello"
        + b"PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"3;e=1\r\nabc\r\n2\r\nde\r\n0\r\nT: r\r\n\r\n"
        + b"HEAD /d HTTP/1.1\r\nHost: x\r\n\r\n"
        + b"GET http://kps.test/e?f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    for start in range(0, len(stream), size):
        connection.data_received(stream[start : start + size])

    assert [(method, path, query, body) for method, path, query, _, body in asked] == [
        ("GET", "/v3/p/running-tasks", "", b""),
        ("POST", "/a%2Fb", "x=1&y", b"hello"),
        ("PUT", "/c", "", b"abcde"),
        ("HEAD", "/d", "", b""),
        ("GET", "/e", "f", b""),
    ]
    assert wire.is_closed
    assert wire.written.count(b"ok") == 4, "no body for HEAD"
    assert wire.written.endswith(b"Connection: close\r\n\r\nok")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/2\r\n\r\n", 505),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"G(T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400),
        (GET + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (GET + b"Content-Length: -1\r\n\r\n", 400),
        (GET + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (GET + b"Transfer-Encoding: gzip\r\n\r\n", 501),
        (GET + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (GET + b"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", 400),
        (GET + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 2000, 400),
        (GET + b"A: " + b"b" * 70_000, 431),
        (GET + b"A: " + b"b" * 70_000 + b"\r\n\r\n", 431),
    ],
)
def test_what_is_no_request_is_refused_and_the_connection_ends(sent, status):
    connection, wire, asked, _, _ = connected()
    connection.data_received(sent)

    assert statuses(wire) == [status]
    assert wire.is_closed
    assert asked == []


@given(st.binary(max_size=300) | st.binary(max_size=60).map(lambda junk: GET + junk + b"\r\n\r\n"))
@settings(max_examples=150)
def test_garbage_never_breaks_it(junk):
    connection, wire, _, _, _ = connected()
    connection.data_received(junk)
    assert wire.is_closed == bool([status for status in statuses(wire) if status >= 400])


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", True),
    ],
)
def test_a_connection_stays_as_the_client_wants(head, stays):
    connection, wire, _, _, _ = connected()
    connection.data_received(head)
    assert (statuses(wire), wire.is_closed) == ([200], not stays)


def test_a_client_that_waits_is_told_to_go_on():
    connection, wire, asked, _, _ = connected()
    connection.data_received(GET + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
    assert statuses(wire) == [100]
    connection.data_received(b"hi")
    assert statuses(wire) == [100, 200]
    assert asked[0][4] == b"hi"


def test_a_long_body_is_read_to_its_end_and_kept_in_part(monkeypatch):
    monkeypatch.setattr(_door, "LONGEST_BODY", 10)
    connection, wire, asked, _, _ = connected()
    connection.data_received(GET + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000 + GET + b"\r\n")
    assert [body for *_, body in asked] == [b"x" * 10, b""]
    assert statuses(wire) == [200, 200]


def test_a_seed_may_be_long_but_not_endless(monkeypatch):
    connection, wire, asked, _, _ = connected()
    head = b"PUT /_mock/seed HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    connection.data_received(head % 3_000_000 + b"x" * 3_000_000)
    assert len(asked[0][4]) == 3_000_000
    connection.data_received(head % 10**12)
    assert statuses(wire) == [200, 413]


def test_nothing_more_is_answered_while_the_client_does_not_read():
    connection, wire, asked, _, _ = connected()
    connection.pause_writing()
    connection.data_received((GET + b"\r\n") * 3)
    assert asked == []
    connection.resume_writing()
    assert statuses(wire) == [200] * 3


def test_slow_heads_and_idle_connections_end():
    connection, wire, _, loop, connections = connected()
    connection.data_received(GET)
    loop.now = _door.HEAD_SECONDS
    connection.data_received(b"A: b\r\n")  # a byte now and then does not help
    connections.end_slow_ones(loop.now)
    assert not wire.is_closed
    connections.end_slow_ones(loop.now + 0.1)
    assert wire.is_closed

    connection, wire, _, loop, connections = connected()
    connection.data_received(GET + b"\r\n")
    connections.end_slow_ones(_door.IDLE_SECONDS)
    assert not wire.is_closed
    connections.end_slow_ones(_door.IDLE_SECONDS + 1)
    assert wire.is_closed


def test_a_response_that_is_late_on_purpose_may_take_its_time():
    connection, wire, _, loop, connections = connected(Sent(delay=3600.0))
    connection.data_received(GET + b"\r\n")
    connections.end_slow_ones(loop.now + 3599)
    assert not wire.is_closed


def test_a_thousand_silent_clients_do_not_keep_others_out(monkeypatch):
    monkeypatch.setattr(_door, "MOST_CONNECTIONS", 50)
    mock = MockKps.documented()
    count = min(1000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 3)
    with mock.serve() as url, ExitStack() as stack:
        address = ("127.0.0.1", httpx.URL(url).port)
        for number in range(count):
            one = stack.enter_context(socket.create_connection(address))
            one.send(b"GET / HT" if number % 2 else b"\0")
        with httpx.Client(base_url=url, trust_env=False) as client:
            for _ in range(3):
                assert client.get(f"/v3/{mock.project_id}/running-tasks").status_code == 401


def test_what_goes_wrong_in_the_mock_ends_the_connection_and_not_the_server(monkeypatch, capfd):
    mock = MockKps.documented()
    real = mock._respond
    monkeypatch.setattr(mock, "_respond", lambda request: real(request) if request.number > 1 else 1 / 0)
    with mock.serve() as url:
        with pytest.raises(httpx.TransportError):
            httpx.get(url, trust_env=False)
        assert httpx.get(url, trust_env=False).status_code == 404


def test_the_server_sweeps(monkeypatch):
    monkeypatch.setattr(_door, "HEAD_SECONDS", 0.0)
    monkeypatch.setattr(_server, "SWEEP_SECONDS", 0.01)
    with (
        MockKps.documented().serve() as url,
        socket.create_connection(("127.0.0.1", httpx.URL(url).port), timeout=30) as one,
    ):
        one.send(b"GET /")
        with suppress(ConnectionResetError):
            assert one.recv(1) == b""
