"""The gate: what it passes, at which rate, and what it hides."""

from __future__ import annotations

import socket

import httpx
import pytest
import requests

from kps_contract import gate
from kps_contract.masking import Masks
from kps_tasks import StaticToken
from kps_tasks_mock import MockKps

GATE_PROJECT = "0123456789abcdef0123456789abcdef"


MAY_NOT_PASS = [
    f"DELETE /v3/{GATE_PROJECT}/failed-tasks",
    f"HEAD /v3/{GATE_PROJECT}/failed-tasks",
    f"POST /v3/{GATE_PROJECT}/running-tasks",
    f"OPTIONS /v3/{GATE_PROJECT}/tasks/t",
    "GET /",
    f"GET /v3/{GATE_PROJECT}/keypairs",
    f"GET /v3/{'f' * 32}/failed-tasks",
    f"GET /v3/{GATE_PROJECT}/failed-tasks/t",
    f"GET /v3/{GATE_PROJECT}/failed-tasks?limit=0",
    f"GET /v3/{GATE_PROJECT}/failed-tasks?limit=1001",
    f"GET /v3/{GATE_PROJECT}/failed-tasks?offset=null",
    f"GET /v3/{GATE_PROJECT}/failed-tasks?other=1",
    "GET http://other.test/",
    *(f"GET /v3/{GATE_PROJECT}/tasks/{step}" for step in ("..", ".", "%2E%2e", "%252e.", "..%2F..", "..;x", "a/..")),
    f"GET /v3/{GATE_PROJECT}/failed-tasks?limit=2&%6cimit=2",
]


def test_the_gate_lets_nothing_else_through():
    mock = MockKps.from_seed("contract")
    with mock.serve() as url:
        the_gate = gate.Gate(url, GATE_PROJECT, StaticToken(mock.token), gate.Rules())
        with the_gate.open() as here:
            for line in MAY_NOT_PASS:
                with socket.create_connection(("127.0.0.1", int(here.rpartition(":")[2]))) as sent:
                    sent.sendall(f"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                    received = b"".join(iter(lambda sent=sent: sent.recv(1000), b""))
                assert received.startswith(b"HTTP/1.1 403 "), line
    assert mock.requests == []
    assert the_gate.refused == MAY_NOT_PASS


def test_the_gate_forwards_what_may_pass():
    mock = MockKps.from_seed("contract")
    with (
        mock.serve() as url,
        gate.Gate(url, GATE_PROJECT, StaticToken(mock.token), gate.Rules()).open() as here,
        requests.Session() as http,
    ):
        for path in ("running-tasks", "failed-tasks?limit=2", "failed-tasks?offset=3&limit=1000", "tasks/a%2Fb"):
            answer = http.get(f"{here}/v3/{GATE_PROJECT}/{path}", timeout=10)
            direct = http.get(f"{url}/v3/{GATE_PROJECT}/{path}", headers={"X-Auth-Token": mock.token}, timeout=10)
            assert (answer.status_code, answer.content) == (direct.status_code, direct.content)
    assert mock.requests[0].header("X-Auth-Token") == mock.token
    assert mock.requests[-1].path.endswith("/tasks/a%2Fb")


def test_the_gate_keeps_the_pace(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(gate.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(gate.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    times = []
    the_gate = gate_on(lambda request: times.append(now[0]) or httpx.Response(200), per_second=2.0)
    for _ in range(4):
        the_gate.forward("GET", f"/v3/{GATE_PROJECT}/running-tasks")
    assert times == [0.0, 0.5, 1.0, 1.5]


@pytest.fixture
def clock(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(gate.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(gate.time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    return now


def gate_on(handler, **rules):
    """Return a gate whose connections lead to *handler*."""
    real = httpx.Client

    def client(**options):
        return real(transport=httpx.MockTransport(handler), **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx, "Client", client)
        return gate.Gate("http://kps.test", GATE_PROJECT, StaticToken("t"), gate.Rules(**rules))


def gate_to(answers, **rules):
    """Return a gate to a service that sends these responses one after another."""
    left = list(answers)

    def answer(request):
        one = left.pop(0)
        if isinstance(one, Exception):
            raise one
        return one

    return gate_on(answer, **rules)


PATH = f"/v3/{GATE_PROJECT}/running-tasks"


def test_too_many_requests_are_tried_again_when_the_service_says(clock):
    answers = [httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(503), httpx.Response(200)]
    the_gate = gate_to(answers, retries=3)
    assert the_gate.forward("GET", PATH).status_code == 200
    assert clock[0] == 7 + 1 + 2
    assert the_gate.passed == 3


def test_a_connection_that_breaks_is_tried_again(clock):
    the_gate = gate_to([httpx.ConnectError("x"), httpx.Response(200)], retries=1)
    assert the_gate.forward("GET", PATH).status_code == 200


def test_it_gives_up_with_the_last_answer(clock):
    assert gate_to([httpx.Response(429)] * 3, retries=2).forward("GET", PATH).status_code == 429
    with pytest.raises(httpx.ConnectError):
        gate_to([httpx.ConnectError("x")]).forward("GET", PATH)


def test_nothing_passes_after_the_time_limit(clock):
    the_gate = gate_to([httpx.Response(200)] * 9, per_second=1.0, ends_at=2.5)
    for _ in range(3):
        the_gate.forward("GET", PATH)
    with pytest.raises(gate.TimeIsUp):
        the_gate.forward("GET", PATH)
    assert the_gate.passed == 3


@pytest.mark.parametrize(("seconds", "said"), [(0.0, "longer than 32 MiB"), (1.0, "time limit")])
def test_an_answer_without_an_end_is_not_read_to_the_end(clock, seconds, said):
    class Endless(httpx.SyncByteStream):
        def __iter__(self):
            while True:
                clock[0] += seconds
                yield b" " * 2**16

    the_gate = gate_to([httpx.Response(200, stream=Endless())], ends_at=100.0, retries=0)
    with pytest.raises(httpx.TransportError, match=said):
        the_gate.forward("GET", f"/v3/{GATE_PROJECT}/failed-tasks")


def test_other_methods_never_pass_whatever_the_rules():
    the_gate = gate_to([], documented_only=False, credentials_of_tests=True)
    assert [the_gate.forward(method, PATH) for method in ("DELETE", "POST", "HEAD", "OPTIONS")] == [None] * 4
    assert the_gate.passed == 0


MASKED = [
    ('{"server_name": "web-1", "server_id": "s"}', '{"server_name": "masked-server-1", "server_id": "s"}'),
    ('{"keypair_name":"数据库"}', '{"keypair_name":"masked-keypair-1"}'),
    (r'{"server_name": "a\"b\u6570", "total": 1.50}', '{"server_name": "masked-server-1", "total": 1.50}'),
    ('{"server_name": "", "keypair_name": null}', '{"server_name": "", "keypair_name": null}'),
    ('[{"server_name": "cut of', '[{"server_name": "masked-server-1'),
    (
        '[{"server_name": "a"}, {"server_name": "a"}, {"server_name": "b"}]',
        '[{"server_name": "MASK-1"}, {"server_name": "MASK-1"}, {"server_name": "MASK-2"}]',
    ),
    (
        '{"task_error_msg": "web-1 is down", "server_name": "web-1"}',
        '{"task_error_msg": "masked-server-1 is down", "server_name": "masked-server-1"}',
    ),
]


def test_names_are_masked_and_all_else_stays():
    found = [Masks().apply(body.encode()).decode() for body, _ in MASKED]
    assert found == [masked.replace("MASK", "masked-server") for _, masked in MASKED]


def test_a_mask_hides_a_name_and_not_its_encoding():
    masked = Masks().apply('{"server_name": "数据库"}'.encode("gb18030"))
    assert masked == b'{"server_name": "masked-server-1\xff"}'
