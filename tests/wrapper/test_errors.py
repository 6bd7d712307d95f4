"""Every unsuccessful response becomes a typed error with everything known about it."""

from __future__ import annotations

import json
import pickle

import httpx
import pytest

import kps_tasks
from kps_tasks import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    FailedTask,
    InternalServerError,
    InvalidArgumentError,
    InvalidResponseError,
    KpsError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    TaskFailedError,
    TaskTimeoutError,
    TaskUpdate,
)

from .conftest import TOKEN, answer

GATEWAY = {"error_msg": "Incorrect IAM authentication information", "error_code": "APIGW.0301", "request_id": "body-id"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (429, RateLimitError),
        (500, InternalServerError),
        (599, InternalServerError),
        (405, APIStatusError),
        (600, APIStatusError),
        (302, APIStatusError),
    ],
)
def test_each_status_has_its_error(connect, status, kind):
    with pytest.raises(APIStatusError) as caught:
        connect(answer({"error_code": "KPS.0002", "error_msg": "参数错误"}, status)).tasks.get("t")
    error = caught.value
    assert type(error) is kind
    assert (error.status_code, error.error_code, error.error_msg) == (status, "KPS.0002", "参数错误")
    assert error.request_id == "the-request-id"
    assert f"HTTP {status}" in str(error)
    assert "request id the-request-id" in str(error)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ({"error_code": "KPS.0001", "error_msg": "taskId is illegal"}, "KPS.0001", "taskId is illegal"),
        (GATEWAY, "APIGW.0301", "Incorrect IAM authentication information"),
        ({"error": {"code": 401, "message": "The token", "title": "Unauthorized"}}, "401", "The token"),
        ({"errorCode": "X", "errorMsg": "y"}, "X", "y"),
        ({"code": "X", "message": "y"}, "X", "y"),
        ({"error_code": "KPS.0001"}, "KPS.0001", None),
        ({"error_msg": "only words"}, None, "only words"),
        ({"error_code": None, "error_msg": None}, None, None),
        ({"error": {"error": {"error": {}}}}, None, None),
        ([], None, None),
        (b"<html>", None, None),
    ],
)
def test_each_form_of_an_error_body_is_read(connect, body, code, message):
    with pytest.raises(AuthenticationError) as caught:
        connect(answer(body, 401)).tasks.get("t")
    assert (caught.value.error_code, caught.value.error_msg) == (code, message)
    assert caught.value.hint


@pytest.mark.both_colours
def test_the_request_id_may_stand_in_the_body(connect):
    with pytest.raises(AuthenticationError) as caught:
        connect(answer(GATEWAY, 401, request_id=None)).tasks.get("t")
    assert caught.value.request_id == "body-id"


def test_a_page_of_html_is_shown_in_short(connect):
    html = b"<html>\n <body>" + b"Bad Gateway " * 5000
    with pytest.raises(InternalServerError) as caught:
        connect(answer(html, 502, headers={"Content-Type": "text/html; charset=utf-8"})).tasks.get("t")
    assert "its body is not understood (text/html): '<html> <body>Bad Gateway" in str(caught.value)
    assert len(str(caught.value)) < 400
    assert len(caught.value.body) == 2000


@pytest.mark.parametrize(
    "body",
    [b"", b'{"task_id": "a', b"\xff\xfe\xfd", b"[" * 100_000, b"1" * 5000, b"7", b"[]"],
)
def test_a_good_status_with_a_bad_body_is_an_error(connect, body):
    with pytest.raises(InvalidResponseError) as caught:
        connect(answer(body)).tasks.get("t")
    assert (caught.value.status_code, caught.value.request_id) == (200, "the-request-id")


@pytest.mark.parametrize("status", [201, 204])
def test_another_good_status_is_an_error(connect, status):
    with pytest.raises(InvalidResponseError, match=f"its status is {status}, not 200"):
        connect(answer(b"", status)).tasks.get("t")


@pytest.mark.both_colours
def test_an_echoed_token_is_not_repeated(connect):
    echo = {"error_code": f"X{TOKEN}", "error_msg": f"bad token {TOKEN}"}
    for body in (echo, f"<html>{TOKEN}</html>".encode()):
        with pytest.raises(AuthenticationError) as caught:
            connect(answer(body, 401)).tasks.get("t")
        assert TOKEN not in f"{caught.value} {caught.value!r} {vars(caught.value)}"


def test_every_error_can_be_pickled():
    for kind in (getattr(kps_tasks, name) for name in kps_tasks.__all__ if name.endswith("Error")):
        assert issubclass(kind, KpsError)
        about_tasks = kind in (TaskFailedError, TaskTimeoutError)
        error = kind([TaskUpdate("t-1", "FAILED_RESET", failure=FailedTask({}))] if about_tasks else "what happened")
        if isinstance(error, APIError):
            error = kind("what happened", status_code=418, error_code="X", request_id="r", hint="h", body="b")
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy), vars(copy)) == (kind, str(error), vars(error))


def test_the_tree():
    assert issubclass(APITimeoutError, APIConnectionError)
    assert not issubclass(APIConnectionError, APIStatusError)
    assert issubclass(ConfigurationError, ValueError)
    assert issubclass(InvalidArgumentError, ValueError)


def nested(levels: int, name: str = "error") -> bytes:
    return f'{{"{name}":'.encode() * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(
    "body",
    [nested(100_000), nested(900), b'{"error_code": ' + nested(900) + b"}", nested(6)],
    ids=["no parser reads it", "errors in errors", "a code like a tower", "one too many"],
)
def test_an_error_nested_deeply_is_its_status(connect, body):
    with pytest.raises(InternalServerError, match="HTTP 502"):
        connect(answer(body, 502)).tasks.get("t")


def test_a_task_nested_deeply_cannot_be_used(connect):
    body = json.dumps({"task_id": "t", "more": [{"a": {}}] * 2}).replace("{}", "[" * 30 + "]" * 30)
    with pytest.raises(InvalidResponseError, match="nested more than 32 levels deep"):
        connect(answer(body.encode())).tasks.get("t")
    assert connect(answer(body.replace("[" * 30 + "]" * 30, "[]").encode())).tasks.get("t").extra


@pytest.mark.parametrize(
    "headers", [{"Retry-After": "Mon, 99999999999 Jan 2026 00:00:00 GMT"}, {"Retry-After": "9" * 99}]
)
def test_an_absurd_time_is_no_other_error(connect, headers):
    with pytest.raises(InternalServerError):
        connect(lambda _: httpx.Response(503, headers=headers | {"Date": "1 Jan 99999999999 0:0:0"})).tasks.get("t")


def test_a_message_is_cut_and_cannot_act_on_a_terminal(connect):
    with pytest.raises(InternalServerError) as caught:
        connect(answer({"error_code": "x", "error_msg": "\x1b[2J\r\n" + "y" * 3000}, 500)).tasks.get("t")
    assert "HTTP 500, x: \\x1b[2J\\r\\nyyy" in str(caught.value)
    assert caught.value.error_msg.startswith("\x1b[2J\r\nyyy"), "as it came"
    assert len(caught.value.error_msg) == 2001


@pytest.mark.both_colours
def test_an_answer_about_another_task_cannot_be_used(connect):
    with pytest.raises(InvalidResponseError, match="it is about another task, 'other'"):
        connect(answer({"task_id": "other", "task_status": "SUCCESS_BIND"})).tasks.get("t")
    assert connect(answer({"task_id": None, "task_status": "SUCCESS_BIND"})).tasks.get("t").finished
