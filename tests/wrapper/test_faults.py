"""Faults of a connection, on real sockets: each a typed error, with what is known about the response."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from kps_tasks import APIConnectionError, APITimeoutError, InvalidResponseError

HEAD = b"HTTP/1.1 200 OK\r\nX-Request-Id: the-request-id\r\nContent-Type: application/json\r\n"
BODY = b'{"task_id": "t", "task_status": "RUNNING_RESET", "server_id": "s"}'


@contextmanager
def scripted(sent: bytes | None) -> Iterator[str]:
    """Send these bytes on each connection and close it; None sends nothing and keeps it open."""
    stop = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            kept = []
            while True:
                connection, _ = server.accept()
                if stop:
                    break
                kept.append(connection)
                if sent is not None:
                    connection.recv(65536)
                    connection.sendall(sent)
                    kept.pop().close()
            for open_connection in (*kept, connection):
                open_connection.close()

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.append(True)
            socket.create_connection(server.getsockname()).close()
            thread.join()


BROKEN = [
    (b"", APIConnectionError, None),
    (b"\x00\xff no HTTP at all\r\n\r\n", APIConnectionError, None),
    (b"HTTP/1.1 99999 ?\r\n\r\n", APIConnectionError, None),
    (HEAD[:40], APIConnectionError, None),
    (HEAD + b"Content-Length: 500\r\n\r\n" + BODY, APIConnectionError, 200),
    (HEAD + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"tas', APIConnectionError, 200),
    (HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n", APIConnectionError, 200),
    (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", InvalidResponseError, 200),
    (HEAD + b"Content-Length: 12\r\n\r\n" + BODY[:12], InvalidResponseError, 200),
    (HEAD + b"Content-Length: 0\r\n\r\n", InvalidResponseError, 200),
]


@pytest.mark.both_colours
def test_a_broken_answer(connect):
    for sent, kind, status in BROKEN:
        with scripted(sent) as endpoint, pytest.raises(kind) as caught:
            connect(endpoint=endpoint).tasks.get("t")
        error = caught.value
        assert type(error) is kind, sent
        assert error.status_code == status
        assert error.request_id == ("the-request-id" if status else None)
        assert endpoint in str(error)


@pytest.mark.parametrize(
    "sent",
    [
        HEAD + b"\r\n" + BODY,
        HEAD + b"Content-Length: 69\r\n\r\n\xef\xbb\xbf" + BODY,
        HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(BODY, mtime=0),
        HEAD.replace(b"application/json", b"text/plain") + b"\r\n" + BODY,
        HEAD.replace(b"X-Request-Id: the-request-id\r\n", b"") + b"\r\n" + BODY,
    ],
)
def test_an_unusual_answer_that_is_whole(connect, sent):
    with scripted(sent) as endpoint:
        assert connect(endpoint=endpoint).tasks.get("t").task_status == "RUNNING_RESET"


@pytest.mark.both_colours
def test_no_answer_in_time(connect):
    with scripted(None) as endpoint, pytest.raises(APITimeoutError, match="no response in time"):
        connect(endpoint=endpoint, timeout=0.05).tasks.get("t")


@pytest.mark.both_colours
def test_nobody_listens(connect):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(APIConnectionError, match="Check the endpoint"):
        connect(endpoint=f"http://127.0.0.1:{port}").tasks.get("t")


def test_no_such_host(connect):
    with pytest.raises(APIConnectionError):
        connect(endpoint="http://no-such-host.invalid").tasks.get("t")
