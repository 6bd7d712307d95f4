"""Which failures are retried, how often, and after how long."""

from __future__ import annotations

import inspect
import logging
import socket
from collections.abc import Iterator

import httpx
import pytest

from kps_tasks import (
    APIConnectionError,
    APIError,
    APIStatusError,
    AsyncClient,
    Client,
    InternalServerError,
    InvalidResponseError,
    RateLimitError,
    RetryPolicy,
)

from .clock import FakeClock
from .conftest import TOKEN
from .test_responses import TASK


@pytest.fixture
def clock(monkeypatch) -> FakeClock:
    return FakeClock(monkeypatch)


def script(*answers: int | Exception | httpx.Response) -> tuple[Iterator, list[httpx.Request]]:
    """Return a handler that responds with these in turn, repeating the last one."""
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        answer = answers[min(len(asked), len(answers) - 1)]
        asked.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(answer, json=TASK | {"task_id": "t"})

    return handler, asked


@pytest.mark.parametrize(
    "failure",
    [408, 429, 500, 599, httpx.ConnectError("no"), httpx.ReadTimeout("slow")],
)
def test_temporary_failures_are_retried(connect, clock, failure):
    handler, asked = script(failure, failure, 200)
    assert connect(handler, retry=RetryPolicy()).tasks.get("t").task_status == "RUNNING_RESET"
    assert len(asked) == 3
    assert 0.25 <= clock.pauses[0] <= 0.5
    assert 0.5 <= clock.pauses[1] <= 1.0


def refused(words: str) -> httpx.ConnectError:
    return httpx.ConnectError(f"[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: {words} (_ssl.c:1006)")


def unknown_host() -> httpx.ConnectError:
    error = httpx.ConnectError("[Errno -2] Name or service not known")
    error.__cause__ = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return error


@pytest.mark.parametrize(
    ("failure", "hint"),
    [
        (refused("self-signed certificate"), "SSL_CERT_FILE"),
        (refused("certificate has expired"), "has expired"),
        (refused("Hostname mismatch, certificate is not valid for 'kps.test'."), "for another host"),
        (unknown_host(), "The host kps.test"),
    ],
)
def test_permanent_failures_are_raised_immediately(connect, clock, failure, hint):
    handler, asked = script(failure)
    with pytest.raises(APIConnectionError, match=hint):
        connect(handler, retry=RetryPolicy()).tasks.get("t")
    assert len(asked) == 1


def test_a_call_and_all_its_tries_end_by_the_deadline(connect, clock):
    handler, asked = script(503)
    with pytest.raises(InternalServerError):
        connect(handler, retry=RetryPolicy(attempts=99, first=2, longest=2), deadline=7).tasks.get("t")
    assert clock.now <= 1007
    assert 4 <= len(asked) <= 7
    assert [request.extensions["timeout"]["read"] for request in asked] == sorted(
        (request.extensions["timeout"]["read"] for request in asked), reverse=True
    )
    assert asked[-1].extensions["timeout"]["read"] <= 7 - sum(clock.pauses[: len(asked) - 1]) + 1e-9


@pytest.mark.both_colours
def test_a_connection_that_was_cut_is_tried_again_at_once(connect, clock):
    handler, asked = script(httpx.ReadError("cut"), httpx.ReadError("cut"), 200)
    connect(handler, retry=RetryPolicy()).tasks.get("t")
    assert len(asked) == 3
    assert clock.pauses[0] == 0
    assert 0.5 <= clock.pauses[1] <= 1.0


@pytest.mark.parametrize("status", [400, 401, 409, 302, 600])
def test_permanent_failures_are_not_retried(connect, clock, status):
    handler, asked = script(status, 200)
    with pytest.raises(APIStatusError):
        connect(handler, retry=RetryPolicy()).tasks.get("t")
    assert (len(asked), clock.pauses) == (1, [])


@pytest.mark.both_colours
def test_an_answer_that_makes_no_sense_is_not_asked_for_again(connect, clock):
    handler, asked = script(httpx.Response(200, content=b"<html>"))
    with pytest.raises(InvalidResponseError):
        connect(handler, retry=RetryPolicy()).tasks.get("t")
    assert len(asked) == 1


@pytest.mark.parametrize("retry", [None, RetryPolicy(attempts=1)])
def test_it_can_be_switched_off(connect, clock, retry):
    handler, asked = script(503, 200)
    with pytest.raises(APIError):
        connect(handler, retry=retry).tasks.get("t")
    assert (len(asked), clock.pauses) == (1, [])


@pytest.mark.parametrize("kind", [Client, AsyncClient])
def test_it_is_on_unless_switched_off(kind):
    assert inspect.signature(kind).parameters["retry"].default == RetryPolicy()


@pytest.mark.both_colours
def test_the_last_error_is_raised(connect, clock):
    handler, asked = script(500, 502, 503)
    with pytest.raises(APIStatusError) as caught:
        connect(handler, retry=RetryPolicy(attempts=3)).tasks.get("t")
    assert caught.value.status_code == 503
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "Sat, 21 Nov 2026 10:00:09 GMT", "Date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 9),
        ({"Retry-After": "Sat, 21 Nov 2026 09:00:00 GMT", "Date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "-3"}, 0),
        ({"Retry-After": "Sat, 99 Nov 2026 09:00:00 GMT"}, 0),
    ],
)
def test_an_answer_may_ask_to_wait(connect, clock, headers, seconds):
    handler, _ = script(httpx.Response(429, headers=headers), 200)
    connect(handler, retry=RetryPolicy()).tasks.get("t")
    assert clock.pauses == [pytest.approx(seconds)] if seconds else clock.pauses[0] <= 0.5


def test_a_wait_beyond_the_total_is_not_begun(connect, clock):
    handler, asked = script(httpx.Response(429, headers={"Retry-After": "60"}))
    with pytest.raises(RateLimitError) as caught:
        connect(handler, retry=RetryPolicy(total=30)).tasks.get("t")
    assert (len(asked), clock.pauses) == (1, [])
    assert caught.value.retry_after == 60


@pytest.mark.both_colours
def test_the_total_counts_from_the_first_try(connect, clock):
    handler, asked = script(503)
    with pytest.raises(APIStatusError):
        connect(handler, retry=RetryPolicy(attempts=1000, total=100)).tasks.get("t")
    assert 80 <= sum(clock.pauses) <= 100
    assert max(clock.pauses) <= 20
    assert len(asked) == len(clock.pauses) + 1


@pytest.mark.both_colours
def test_each_try_is_authenticated_and_logged_without_the_token(connect, clock, caplog):
    caplog.set_level(logging.DEBUG, "kps_tasks")
    handler, asked = script(httpx.ConnectError(f"no way with {TOKEN}"), 503, 200)
    connect(handler, retry=RetryPolicy()).tasks.get("t")
    assert [request.headers["X-Auth-Token"] for request in asked] == [TOKEN] * 3
    lines = [record.getMessage() for record in caplog.records]
    assert [line.split(" failed")[0] for line in lines if line.startswith("attempt ")] == [
        "attempt 1 of 5",
        "attempt 2 of 5",
    ]
    assert not [line for line in lines if TOKEN in line]


@pytest.mark.both_colours
def test_lists_are_tried_again_too(connect, clock):
    handler, asked = script(503, httpx.Response(200, json={"total": 0, "tasks": []}))
    assert list(connect(handler, retry=RetryPolicy()).tasks.list_failed()) == []
    assert len(asked) == 2


@pytest.mark.parametrize("options", [{"attempts": 0}, {"first": -1}, {"longest": -1}, {"total": 0}])
def test_a_policy_that_makes_no_sense_is_refused(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        RetryPolicy(**options)


def test_waits_differ_from_client_to_client():
    error = APIConnectionError("no")
    assert len({RetryPolicy().delay(error, 3, 0) for _ in range(20)}) > 10
    assert RetryPolicy(first=0).delay(error, 1, 0) == 0
    assert RetryPolicy(attempts=10_000).delay(error, 5000, 0) <= 20
