"""The mock's server: it starts, serves, and leaves nothing behind."""

import socket
import threading
from contextlib import suppress

import httpx
import pytest

from kps_tasks_mock import MockKps


@pytest.fixture
def mock():
    return MockKps.documented()


def test_a_body_is_read_and_the_connection_used_again(mock):
    with (
        mock.serve() as url,
        httpx.Client(base_url=url, trust_env=False, headers={"X-Auth-Token": mock.token}) as client,
    ):
        streams = []
        for _ in range(3):
            response = client.post(f"/v3/{mock.project_id}/running-tasks", content=b"x" * 300_000)
            assert response.status_code == 405
            streams.append(response.extensions["network_stream"].get_extra_info("client_addr"))

    assert None not in streams
    assert len(set(streams)) == 1


def test_a_server_frees_its_port_and_its_thread(mock):
    threads = threading.active_count()
    with httpx.Client(trust_env=False) as client:  # its connection is still open when the server ends
        with mock.serve() as url:
            assert client.get(url).status_code == 404
            assert threading.active_count() > threads
        assert threading.active_count() == threads

    host, port = httpx.URL(url).host, httpx.URL(url).port
    assert host == "127.0.0.1"
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    socket.create_server((host, port)).close()


def test_new_connections_are_closed_when_the_server_ends(mock):
    for _ in range(5):
        with mock.serve() as url:
            address = (httpx.URL(url).host, httpx.URL(url).port)
            connections = [socket.create_connection(address, timeout=5) for _ in range(3)]
        for connection in connections:
            with connection, suppress(ConnectionError):
                assert connection.recv(1) == b""


def test_a_server_ends_when_its_block_fails(mock):
    with pytest.raises(RuntimeError, match="on purpose"), mock.serve() as url:
        raise RuntimeError("on purpose")
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)


def test_a_taken_port_is_an_error_and_nothing_starts(mock):
    threads = threading.active_count()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        serving = mock.serve(port=taken.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            serving.__enter__()

    assert threading.active_count() == threads


def test_two_servers_of_one_mock_share_its_state(mock):
    with mock.serve() as first, mock.serve() as second:
        ids = [httpx.get(url, trust_env=False).headers["X-Request-Id"] for url in (first, second, first)]

    assert first != second
    assert ids == [request.request_id for request in mock.requests]
