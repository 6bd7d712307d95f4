"""Faults: the form of their errors, which requests they affect, and that they look the same at every entry point."""

from __future__ import annotations

import asyncio
import json
import re
import socket

import httpx
import pytest

from kps_tasks_client import facts
from kps_tasks_mock import MockKps, SeedError

PROJECT = "0123456789abcdef0123456789abcdef"
RUNNING = f"/v3/{PROJECT}/running-tasks"


@pytest.fixture
def mock():
    return MockKps.from_seed("contract")


def statuses(ask, mock, count, rest="running-tasks"):
    return [ask(mock, rest).status_code for _ in range(count)]


# --- which requests a fault affects ---


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"times": 2}, [503, 503, 200, 200, 200, 200]),
        ({"times": 1, "after": 2}, [200, 200, 503, 200, 200, 200]),
        ({"times": None, "after": 4}, [200, 200, 200, 200, 503, 503]),
        ({"times": None, "probability": 0.0}, [200] * 6),
        ({"times": None, "operation": "ListFailedTask"}, [200] * 6),
        ({"times": None, "project_id": "other"}, [200] * 6),
    ],
)
def test_the_requests_that_a_fault_is_for(ask, mock, fault, expected):
    mock.fail(status=503, **fault)
    assert statuses(ask, mock, 6) == expected


def test_a_fault_for_one_task(ask, mock):
    first, second = (task["task_id"] for task in ask(mock, "running-tasks?limit=2").json()["tasks"])
    mock.fail(status=503, task_id=first, times=None)

    assert ask(mock, f"tasks/{first}").status_code == 503
    assert ask(mock, f"tasks/{second}").status_code == 200


def test_faults_come_one_after_the_other_and_a_seed_decides_the_random_ones(ask, mock):
    mock.fail(status=503)
    mock.fail(status=429, times=2)
    assert statuses(ask, mock, 4) == [503, 429, 429, 200]

    mock.fail(status=500, times=None, probability=0.5, seed=7)
    twin = MockKps.from_seed("contract")
    twin.fail(status=500, times=None, probability=0.5, seed=7)
    seen = statuses(ask, mock, 20)
    assert seen == statuses(ask, twin, 20)
    assert {*seen} == {200, 500}


def test_faults_that_were_not_used_are_shown_with_what_was_asked(ask, mock):
    used, unused = mock.fail(status=503), mock.fail("ListFailedTask", 2, 500)
    ask(mock, "running-tasks")

    assert (used.used, unused.used) == (1, 0)
    with pytest.raises(AssertionError) as caught:
        mock.assert_faults_used()
    assert "operation='ListFailedTask', times=2, status=500" in str(caught.value)
    assert "503" not in str(caught.value).partition("received:")[0]
    assert re.search(r"1  GET .*/running-tasks -> 503 \(fault 1\)", str(caught.value))
    statuses(ask, mock, 1, "failed-tasks")
    with pytest.raises(AssertionError, match="used=1"):
        mock.assert_faults_used()
    statuses(ask, mock, 1, "failed-tasks")
    mock.assert_faults_used()
    mock.fail(times=None)
    with pytest.raises(AssertionError, match="used=0"):
        mock.assert_faults_used()
    statuses(ask, mock, 1)
    mock.assert_faults_used()


# --- the form of the error ---


def test_each_status_of_the_spec_has_the_form_of_whoever_sends_it(ask, mock):
    known = sorted({status for code in facts.ERROR_CODES.values() for status in code.statuses})
    for status in known:
        mock.fail(status=status)
        response = ask(mock, "running-tasks")
        body = response.json()
        assert response.status_code == status
        code = facts.ERROR_CODES[body["error_code"]]
        assert status in code.statuses
        assert code.message in (None, body["error_msg"])
        if body["error_code"].startswith("KPS."):
            assert list(body) == ["error_code", "error_msg"]
        else:
            assert list(body) == ["error_msg", "error_code", "request_id"]
            assert body["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize(
    ("form", "code"), [("service", "KPS.0003"), ("gateway", "APIGW.0601"), (None, "APIGW.0601"), ("iam", None)]
)
def test_a_form_can_be_chosen(ask, mock, form, code):
    mock.fail(status=500, form=form)
    body = ask(mock, "running-tasks").json()

    assert body.get("error_code") == code
    if form == "iam":
        assert body == {"error": {"code": 500, "message": "Internal Server Error", "title": "Internal Server Error"}}


@pytest.mark.parametrize("form", ["service", "gateway", "iam"])
def test_a_custom_message(ask, mock, form):
    mock.fail(status=429, error_msg="slow down", form=form)
    body = ask(mock, "running-tasks").json()
    assert body.get("error_msg", body.get("error", {}).get("message")) == "slow down"


@pytest.mark.parametrize(("given", "status"), [({}, 302), ({"status": 307}, 307)])
def test_a_redirect_leads_where_it_says(ask, mock, given, status):
    mock.fail(redirect="http://elsewhere.test/", **given)
    response = ask(mock, "running-tasks")
    assert (response.status_code, response.headers["Location"]) == (status, "http://elsewhere.test/")


def test_iam_speaks_for_itself_and_issues_nothing(ask):
    mock = MockKps.documented()
    mock.fail("CreateToken", status=503)
    response = ask(mock, "/v3/auth/tokens", "POST", headers={})

    assert response.json()["error"]["code"] == 503
    assert "X-Subject-Token" not in response.headers


@pytest.mark.parametrize(
    ("sent", "expected"), [({}, None), ({"retry_after": 7}, "7"), ({"retry_after": "soon"}, "soon")]
)
def test_too_many_requests_with_and_without_retry_after(ask, mock, sent, expected):
    mock.fail(**sent)
    response = ask(mock, "running-tasks")

    assert (response.status_code, response.headers.get("Retry-After")) == (429, expected)
    assert response.json()["error_code"] == "APIGW.0308"


@pytest.mark.parametrize(
    ("credential", "text"),
    [
        ("expired", "token expires, expires_at: "),
        ("revoked", "The token must be updated."),
        ("skewed", "signature expired, signature time:"),
    ],
)
def test_a_credential_can_be_refused(ask, mock, credential, text):
    mock.fail(credential=credential)
    response = ask(mock, "running-tasks")

    assert response.status_code == 401
    assert text in response.json()["error_msg"]
    times = re.findall(r"time:(\d{8}T\d{6}Z)", response.json()["error_msg"])
    assert len({*times}) == (2 if credential == "skewed" else 0), "signed and served at other times"
    assert ask(mock, "running-tasks").status_code == 200


def test_the_quota_is_that_of_the_service_and_by_credential(ask, mock):
    mock.switch(quota="on")
    most = facts.REQUESTS_PER_MINUTE
    assert statuses(ask, mock, most + 1) == [200] * most + [429]
    assert "policy user over ratelimit" in ask(mock, "running-tasks").json()["error_msg"]
    other = "/v3/fedcba9876543210fedcba9876543210/running-tasks"
    assert ask(mock, other, headers={"X-Auth-Token": "contract-other-token"}).status_code == 200
    mock.advance(60)
    assert ask(mock, "running-tasks").status_code == 200


# --- wrong pages ---


@pytest.mark.parametrize("rows", ["lost", "doubled", "shuffled"])
def test_rows_are_wrong_and_the_total_is_not(ask, mock, rows):
    honest = ask(mock, "running-tasks").json()
    mock.fail(rows=rows)
    page = ask(mock, "running-tasks").json()
    ids, seen = ([row["task_id"] for row in some["tasks"]] for some in (honest, page))

    assert page["total"] == honest["total"]
    assert seen != ids
    if rows == "shuffled":
        assert sorted(seen) == sorted(ids)
    elif rows == "lost":
        assert len(seen) == len(ids) - 1
        assert {*seen} < {*ids}
    else:
        assert len(seen) == len(ids) + 1
        assert {*seen} == {*ids}


def test_a_total_that_lies(ask, mock):
    mock.fail("ListRunningTask", total=7)
    page = ask(mock, "running-tasks?limit=3").json()

    assert (page["total"], len(page["tasks"])) == (7, 3)


# --- the same at every entry point ---

FAULTS = [
    {"status": 503, "retry_after": 3},
    {"body": "empty"},
    {"body": "html"},
    {"body": "html", "status": 503},
    {"body": "bad-gzip"},
    {"body": "cut"},
    {"body": "cut", "status": 500},
    {"reset": "before"},
    {"reset": "middle"},
    {"redirect": "http://elsewhere.test/"},
    {"rows": "shuffled", "total": 3},
    {"drip": 0.01},
    {"delay": 0.01, "status": 500},
]


def seen_by(client, headers):
    """Return what a client gets: a response or the exception."""
    try:
        response = client.get(RUNNING, headers=headers)
    except httpx.TransportError as error:
        return type(error).__name__
    except httpx.DecodingError:
        return "DecodingError"
    return response.status_code, sorted(response.headers.multi_items()), response.content


def through_transport(mock, headers):
    with httpx.Client(transport=mock.transport(), base_url="http://kps.test") as client:
        return seen_by(client, headers)


def through_async_transport(mock, headers):
    async def ask():
        async with httpx.AsyncClient(transport=mock.transport(), base_url="http://kps.test") as client:
            try:
                response = await client.get(RUNNING, headers=headers)
            except httpx.TransportError as error:
                return type(error).__name__
            except httpx.DecodingError:
                return "DecodingError"
            return response.status_code, sorted(response.headers.multi_items()), response.content

    return asyncio.run(ask())


def through_socket(mock, headers):
    with mock.serve() as url, httpx.Client(base_url=url, trust_env=False) as client:
        return seen_by(client, headers)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("door", [through_async_transport, through_socket])
def test_every_door_shows_a_client_the_same_fault(door, fault):
    first, second = MockKps.from_seed("contract"), MockKps.from_seed("contract")
    for mock in (first, second):
        mock.fail(**fault)
    headers = {"X-Auth-Token": first.token}
    seen = through_transport(first, headers)

    assert door(second, headers) == seen
    assert through_transport(second, headers)[0] == 200, "a fault for one request"
    expected = {"before": "ReadError", "middle": "ReadError", "cut": "RemoteProtocolError", "bad-gzip": "DecodingError"}
    kind = fault.get("reset") or fault.get("body")
    assert seen == expected[kind] if kind in expected else isinstance(seen, tuple)


@pytest.mark.parametrize(
    ("fault", "seen"),
    [({"reset": "before"}, ConnectionResetError), ({"body": "cut"}, ConnectionResetError), ({"delay": 0.001}, 200)],
)
def test_an_asgi_server_passes_delays_on_and_is_left_with_the_rest(mock, fault, seen):
    mock.fail(**fault)

    async def ask():
        transport = httpx.ASGITransport(app=mock.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://kps.test") as client:
            return (await client.get(RUNNING, headers={"X-Auth-Token": mock.token})).status_code

    if seen == 200:
        assert asyncio.run(ask()) == 200
    else:
        with pytest.raises(seen):
            asyncio.run(ask())


def test_a_late_response_takes_the_mocks_time_and_a_client_that_gives_up(mock):
    mock.delay(5)
    headers = {"X-Auth-Token": mock.token}
    with httpx.Client(transport=mock.transport(), base_url="http://kps.test", headers=headers) as client:
        assert client.get(RUNNING, timeout=6).status_code == 200
        assert mock.clock.monotonic() == 5
        with pytest.raises(httpx.ReadTimeout):
            client.get(RUNNING, timeout=4)
        assert mock.clock.monotonic() == 9


def test_on_a_socket_a_client_gives_up_as_well(mock):
    mock.delay(60)
    with mock.serve() as url, pytest.raises(httpx.ReadTimeout):
        httpx.get(url + RUNNING, timeout=0.05, trust_env=False)


def test_a_fault_ends_its_own_connection_only(mock):
    mock.fail(body="cut")
    with mock.serve() as url, httpx.Client(base_url=url, trust_env=False) as other:
        port = httpx.URL(url).port
        other.get("/")
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(f"GET {RUNNING} HTTP/1.1\r\nHost: x\r\nX-Auth-Token: {mock.token}\r\n\r\n".encode())
            parts = []
            while part := raw.recv(65536):
                parts.append(part)
        head, _, body = b"".join(parts).partition(b"\r\n\r\n")
        length = int(re.search(rb"Content-Length: (\d+)", head)[1])
        assert len(body) == length // 2
        assert other.get("/").status_code == 404


# --- invalid faults ---


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (
            {"operation": "ListRuningTask"},
            "fail: operation: 'ListRuningTask' is not known; did you mean 'ListRunningTask'",
        ),
        ({"operations": "x"}, "fail: 'operations' is not a known key; did you mean 'operation'?"),
        ({"times": 0}, "fail: times: 0 is not a whole number from 1"),
        ({"times": True}, "fail: times: True is not a whole number"),
        ({"status": 418}, "fail: status: no known error has status 418; give error_code and error_msg as well"),
        ({"status": 600}, "fail: status: 600 is not a whole number from 200 to 599"),
        ({"probability": 1.5}, "fail: probability: 1.5 is not a number from 0 to 1"),
        ({"probability": float("nan")}, "fail: probability: nan is not a number"),
        ({"body": "html", "retry_after": 1}, "fail: retry_after: needs the status of an error"),
        ({"retry_after": "a\r\nb"}, "is not allowed in a header"),
        ({"redirect": "http://x\r\nSet-Cookie: y"}, "is not allowed in a header"),
        ({"delay": 0}, "fail: needs a fault: status, body"),
        ({"reset": "after"}, "fail: reset: 'after' is not known; use one of before, middle"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_when_it_is_armed(mock, fault, message):
    with pytest.raises(SeedError, match=re.escape(message)):
        mock.fail(**fault)
    assert mock.faults == []


def test_faults_can_be_taken_back(ask, mock):
    mock.fail(times=None)
    mock.clear_faults()

    assert ask(mock, "running-tasks").status_code == 200
    assert json.loads(ask(mock, "running-tasks").content)["total"] > 0
