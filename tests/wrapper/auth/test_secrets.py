"""Secrets go through success and every kind of failure, and are searched for wherever something is shown."""

from __future__ import annotations

import copy
import html
import json
import logging
import pickle
import re
import threading
import traceback
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kps_tasks import (
    AccessKeyAuth,
    AgencyAuth,
    Client,
    KpsError,
    MetadataAuth,
    PasswordAuth,
    RetryPolicy,
    StaticToken,
)
from kps_tasks_mock import MockKps

from ...hostile.server import Server, reset

TOKEN, SECRET_KEY, SECURITY_TOKEN = "canary/token+1==", "canary&secret/key", "canary'security<token"
PASSWORD = 'canary"pass\\wörd & <1>'
NEW_TOKEN = "MII-canary-new-token"
CANARIES = (TOKEN, SECRET_KEY, SECURITY_TOKEN, PASSWORD, NEW_TOKEN)
REGION = {"project_name": "cn-north-4"}

CREDENTIALS: dict[str, Callable[[], Any]] = {
    "token": lambda: StaticToken(TOKEN),
    "access key": lambda: AccessKeyAuth("AK", SECRET_KEY, SECURITY_TOKEN),
    "password": lambda: PasswordAuth("user", PASSWORD, "account", **REGION),
    "agency": lambda: AgencyAuth(PasswordAuth("user", PASSWORD, "account", **REGION), "agency", "account", **REGION),
    "metadata": MetadataAuth,
}


def forms(secret: str) -> set[str]:
    """The forms that an echoed secret may take."""
    in_json = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    slashed = {form.replace("/", "\\/") for form in in_json}
    return {secret, *in_json, *slashed, quote(secret, safe=""), quote(secret), html.escape(secret), repr(secret)[1:-1]}


ALL_FORMS = set().union(*(forms(secret) for secret in CANARIES))


def echo(request: httpx.Request) -> str:
    """Everything that a request carried, as a careless server might echo it."""
    return " ".join([*(f"{name}: {value}" for name, value in request.headers.items()), request.content.decode()])


def carried(request: httpx.Request) -> str:
    """The secret that a request carried in a header."""
    names = ("X-Auth-Token", "X-Security-Token", "X-Metadata-Token")
    return next((request.headers[name] for name in names if name in request.headers), "none")


def give(request: httpx.Request) -> httpx.Response | None:
    """Respond like IAM and a server's metadata service, with new secrets."""
    match request.url.path:
        case "/v3/auth/tokens":
            return httpx.Response(201, headers={"X-Subject-Token": NEW_TOKEN}, json={"token": {}})
        case "/meta-data/latest/api/token":
            return httpx.Response(200, text=TOKEN)
        case "/openstack/latest/securitykey":
            keys = {"access": "AK", "secret": SECRET_KEY, "securitytoken": SECURITY_TOKEN}
            return httpx.Response(200, json={"credential": keys})
    return None


Answer = Callable[[httpx.Request], httpx.Response]


def fail(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"no way with {echo(request)}")


ANSWERS: dict[str, Answer] = {
    "success": lambda request: httpx.Response(200, json={"task_id": "t", "task_status": "RUNNING_RESET"}),
    "401 that echoes": lambda request: httpx.Response(
        401, json={"error_code": "APIGW.0301", "error_msg": f"signature fail, canonicalRequest:{echo(request)}"}
    ),
    "expired": lambda request: httpx.Response(401, json={"error_code": "APIGW.0307", "error_msg": echo(request)}),
    "HTML": lambda request: httpx.Response(502, html=f"<p>{html.escape(echo(request))}</p>"),
    "JSON with escaped slashes": lambda request: httpx.Response(
        500, text=json.dumps({"error_msg": echo(request)}).replace("/", "\\/")
    ),
    "no JSON": lambda request: httpx.Response(200, text=echo(request)),
    "a list": lambda request: httpx.Response(200, json=[echo(request)]),
    "a strange content type": lambda request: httpx.Response(
        400, headers={"Content-Type": carried(request)}, content=b"x"
    ),
    "a strange request id": lambda request: httpx.Response(403, headers={"X-Request-Id": carried(request)}),
    "a redirect": lambda request: httpx.Response(
        302, headers={"Location": f"http://evil.test/?{quote(echo(request))}"}
    ),
    "connection": fail,
}


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in ("kps_tasks", "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def shown(error: BaseException | None, *things: object) -> str:
    """Everything that may be printed of an error and of other things."""
    texts = [show(thing) for thing in (error, *things) for show in (repr, str)]
    texts += [repr(vars(error))] if error else []
    texts += ["".join(traceback.format_exception(error))] if error else []
    return "\n".join(texts)


def outcome(
    connect: Callable[..., Any], logged: pytest.LogCaptureFixture, auth: Any, handler: Answer
) -> tuple[KpsError | None, list[str]]:
    """Request a task; return the error, and the forms of secrets in everything that may be printed of it."""
    logged.clear()
    client = connect(handler, auth=auth, retry=RetryPolicy(first=0, attempts=2))
    error = None
    try:
        client.tasks.get("t")
    except KpsError as caught:
        error = caught
    everything = shown(error, auth, client) + logged.text
    return error, [form for form in ALL_FORMS if form in everything]


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_secret_is_shown(connect, logged, answer):
    for kind, make in CREDENTIALS.items():
        error, leaked = outcome(connect, logged, make(), lambda request: give(request) or ANSWERS[answer](request))
        assert leaked == [], kind
        assert (error is None) == (answer == "success"), kind


@pytest.mark.parametrize("answer", [name for name in ANSWERS if name != "success"])
def test_no_secret_is_shown_when_it_cannot_be_fetched(connect, logged, answer):
    for kind in ("password", "agency", "metadata"):
        error, leaked = outcome(connect, logged, CREDENTIALS[kind](), ANSWERS[answer])
        assert leaked == [], kind
        assert error is not None, kind


@pytest.mark.both_colours
@pytest.mark.parametrize("kind", ["password", "agency", "metadata"])
def test_no_secret_is_shown_of_a_credential_that_ended(connect, logged, kind):
    """The flow of a credential that is fetched again exists twice, once for sync and once for async."""
    handler = lambda request: give(request) or ANSWERS["expired"](request)  # noqa: E731
    error, leaked = outcome(connect, logged, CREDENTIALS[kind](), handler)
    assert leaked == []
    assert error is not None


def variables(error: BaseException | None) -> Iterator[str]:
    """What error reporting tools show: the variables of all frames, except this test's."""
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "tests" not in frame.f_code.co_filename:
                yield from (f"{frame.f_code.co_qualname}.{name}: {value!r}" for name, value in frame.f_locals.items())
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("answer", [name for name in ANSWERS if name != "success"])
def test_no_variable_of_a_frame_has_a_live_token(connect, answer):
    for kind, make in CREDENTIALS.items():
        with pytest.raises(KpsError) as caught:
            connect(lambda request: give(request) or ANSWERS[answer](request), auth=make(), retry=None).tasks.get("t")
        assert [text for text in variables(caught.value) if any(form in text for form in ALL_FORMS)] == [], kind


def test_no_variable_of_a_frame_below_httpx_has_a_live_token():
    """The buffers of httpcore and h11 hold the head of the request as it is sent."""
    with Server.listening() as server:
        server.script = lambda connection, target: reset(connection)
        with (
            Client(endpoint=server.url, project_id="p", auth=StaticToken(TOKEN), retry=None) as client,
            pytest.raises(KpsError) as caught,
        ):
            client.tasks.get("t")
    assert [text for text in variables(caught.value) if TOKEN in text] == []
    assert any("_call" in text for text in variables(caught.value)), "nothing was looked at"


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_no_credential_can_be_pickled_or_copied(kind):
    for write in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="plain text"):
            write(CREDENTIALS[kind]())


def test_a_new_token_is_in_no_log_of_a_real_connection(logged):
    """httpcore logs the headers of responses, including IAM's token."""
    mock = MockKps.documented()
    with mock.serve() as url:
        auth = PasswordAuth("demo-user", "demo-password", "demo-account", iam_endpoint=url, **REGION)
        with Client(endpoint=url, project_id=mock.project_id, auth=auth) as client:
            assert list(client.tasks.list_running())
    token = mock.requests[-1].header("X-Auth-Token")
    assert "receive_response_headers.complete" in logged.text, "httpcore logs nothing: this test proves nothing"
    assert token
    assert token not in logged.text
    assert "demo-password" not in logged.text
    assert "receive_response_headers.complete (headers with a new token)" in logged.text


def test_a_netrc_entry_and_a_proxy_change_nothing(mock, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login user password netrc-password\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nothing listens there
    with mock.serve() as url:
        for auth in (
            StaticToken("demo-token"),
            AccessKeyAuth("DEMOACCESSKEY", "demo-secret-key"),
            PasswordAuth("demo-user", "demo-password", "demo-account", iam_endpoint=url, **REGION),
        ):
            with Client(endpoint=url, project_id=mock.project_id, auth=auth) as client:
                assert list(client.tasks.list_running())
    assert all((request.header("Authorization") or "SDK-HMAC").startswith("SDK-HMAC") for request in mock.requests)


def test_a_proxy_for_https_is_not_used_for_iam_over_http(mock, monkeypatch):
    """Otherwise a proxy would see the password."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with mock.serve() as url:
        auth = PasswordAuth("demo-user", "demo-password", "demo-account", iam_endpoint=url, **REGION)
        with (
            Client(endpoint="https://127.0.0.1:9", project_id="p", auth=auth, retry=None) as client,
            pytest.raises(KpsError, match="GET https"),
        ):
            client.tasks.get("t")
    assert mock.requests[0].path == "/v3/auth/tokens"


SPECIAL = ["abcd+/==", 'ab"cd\\', "pässwörd", "密码密码密码", "a b'c&d<e>", "line\nbreak", "emoji-\U0001f511"]
ESCAPES: list[Callable[[str], str]] = [
    lambda text: "".join(f"\\u{ord(one):04x}" if one in "=<>&'+" else one for one in json.dumps(text)[1:-1]),
    lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    lambda text: repr(text.encode())[2:-1],
    lambda text: repr(text)[1:-1],
    lambda text: html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    lambda text: text.encode().decode("latin-1"),
    lambda text: re.sub("%..", lambda found: found[0].lower(), quote(text)),
    lambda text: quote(text, safe="").replace("%20", "+"),
]


def keeper_of(secret: str) -> PasswordAuth:
    """A password may be any text, and a credential removes its secrets from texts."""
    return PasswordAuth("user", secret, "account", **REGION)


def test_an_escaped_echo_is_found_and_nothing_else_removed():
    for secret in SPECIAL:
        redacted = {f"<{escape(secret)}>": keeper_of(secret).redact(f"<{escape(secret)}>") for escape in ESCAPES}
        assert {echoed: text for echoed, text in redacted.items() if text != "<[secret]>"} == {}


@given(st.text(min_size=4, max_size=30).filter(lambda text: not any("\ud800" <= one <= "\udfff" for one in text)))
def test_any_escaped_echo_is_found(secret):
    keeper = keeper_of(secret)
    for escape in ESCAPES:
        assert "[secret]" in keeper.redact(escape(secret))


LONG = "MIIDkgYJKoZIhvcNAQcCoIIDgzCCA38+/x=="


@pytest.mark.parametrize(
    ("echo", "left"),
    [
        (f"<{LONG[:12]}>", "<[secret]>"),
        (f"<{LONG[9:22]}> <{LONG[-12:]}>", "<[secret]> <[secret]>"),
        (f"<{LONG[:11]}>", f"<{LONG[:11]}>"),
        (f"<{LONG[:8]}\n{LONG[8:15]}\r\n  {LONG[15:]}>", "<[secret]>"),
        (f"<{LONG[:8]}\\n{LONG[8:15]}\\n{LONG[15:]}>", "<[secret]>"),
        (f"<{quote(quote(LONG[-14:]))}>", "<[secret]>"),
        (f"<{LONG[-14:].replace('/', '&#x2f;').replace('=', chr(92) + 'u003d')}>", "<[secret]>"),
    ],
)
def test_a_part_of_a_long_secret_is_found(echo, left):
    assert StaticToken(LONG).redact(echo) == left


def test_a_long_run_of_escapes_takes_no_longer_than_its_length():
    """With quadratic patterns, this takes minutes."""
    for secret in ('"canary', "\\\\\\canary", "&#canary", "000000canary"):
        for text in ("\\" * 100_000, '\\"' * 50_000, "&#" + "0" * 100_000, "%" * 100_000):
            assert keeper_of(secret).redact(text) == text


def test_of_two_secrets_that_begin_alike_nothing_is_left(caplog):
    both = [StaticToken("canary-pre"), StaticToken("canary-pre-and-rest")]
    with caplog.at_level(logging.DEBUG, logger="httpx"):
        logging.getLogger("httpx").debug("%s", "canary-pre-and-rest")
    assert caplog.messages == ["[secret]"]
    assert both


def test_logs_may_be_written_while_credentials_are_made():
    logger, stop = logging.getLogger("httpx"), threading.Event()

    def make() -> None:
        kept = []
        while not stop.is_set():
            kept.append(StaticToken("a-token"))
            del kept[:-50]

    thread = threading.Thread(target=make)
    thread.start()
    try:
        for _ in range(300):
            record = logger.makeRecord("httpx", logging.DEBUG, "", 0, "said", (), None)
            assert logger.filter(record)
    finally:
        stop.set()
        thread.join()
