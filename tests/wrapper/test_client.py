"""The clients: their construction, what they keep private, and that both have the same interface."""

from __future__ import annotations

import inspect
import json
import logging
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx
import pytest

from kps_tasks import (
    AsyncClient,
    AsyncPager,
    AsyncTasks,
    Client,
    ConfigurationError,
    InvalidArgumentError,
    KpsError,
    Pager,
    RetryPolicy,
    StaticToken,
    Tasks,
)
from kps_tasks_mock import MockKps

from .conftest import PROJECT, answer
from .test_faults import scripted
from .test_responses import SPEC, TASK

CANARY = "canary-token-5e1f"


@pytest.mark.parametrize(("sync", "awaited"), [(Client, AsyncClient), (Tasks, AsyncTasks), (Pager, AsyncPager)])
def test_both_colours_have_the_same_methods_in_the_same_order(sync, awaited):
    def methods(kind: type) -> dict[str, list[str]]:
        public = {name: getattr(kind, name) for name in vars(kind) if not name.startswith("_")}
        return {
            name: list(inspect.signature(value).parameters) if callable(value) else ["a property"]
            for name, value in public.items()
        }

    assert list(methods(sync).items()) == list(methods(awaited).items())
    assert [*inspect.signature(sync).parameters] == [*inspect.signature(awaited).parameters]


def test_the_endpoint_of_a_region_is_the_server_of_the_spec():
    options = {"project_id": PROJECT, "auth": StaticToken("t"), "transport": httpx.MockTransport(answer())}
    for server in SPEC["servers"]:
        for region in server["variables"]["region"]["enum"]:
            assert Client(region, **options).endpoint == server["url"].format(region=region)


def test_an_endpoint_may_have_a_path_and_goes_before_the_region(connect):
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(200, json=TASK | {"task_id": "t"})

    connect(handler, region="cn-north-4", endpoint="http://127.0.0.1:8080/kps/").tasks.get("t")
    assert seen == [f"http://127.0.0.1:8080/kps/v3/{PROJECT}/tasks/t"]


GOOD = {"KPS_REGION": "cn-east-3", "KPS_PROJECT_ID": PROJECT, "KPS_TOKEN": "t"}


class TestFromEnv:
    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_all_from_the_environment(self, kind):
        assert "kms.cn-east-3.myhuaweicloud.com" in repr(kind.from_env(GOOD))

    def test_an_endpoint_goes_before_a_region(self):
        assert "http://mock" in repr(Client.from_env(GOOD | {"KPS_ENDPOINT": "http://mock"}))

    def test_an_argument_goes_before_everything(self):
        client = Client.from_env(GOOD | {"KPS_ENDPOINT": "http://mock"}, region="la-south-2")
        assert "kms.la-south-2.myhuaweicloud.com" in repr(client)
        assert repr(client.tasks).startswith("<Tasks of https://kms.la-south-2")

    @pytest.mark.parametrize("unset", ["", None])
    def test_what_is_missing_is_said_at_once(self, unset):
        environ = {} if unset is None else dict.fromkeys(GOOD, unset)
        with pytest.raises(ConfigurationError) as caught:
            Client.from_env(environ)
        message = str(caught.value)
        assert message.startswith(
            "Not set: KPS_REGION, or KPS_ENDPOINT and KPS_PROJECT_ID.\nNo credential. Searched:\nKPS_TOKEN"
        )

    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            ({"KPS_ENDPOINT": "http://mock"}, "Not set: KPS_PROJECT_ID, or KPS_REGION to look it up."),
            ({"KPS_PROJECT_ID": "a" * 32}, "Not set: KPS_REGION or KPS_ENDPOINT."),
        ],
    )
    def test_only_what_is_missing_is_asked_for(self, given, missing):
        with pytest.raises(ConfigurationError) as caught:
            Client.from_env(given | {"KPS_TOKEN": "a-token"})
        assert str(caught.value) == missing

    def test_the_process_environment_is_the_default(self, monkeypatch):
        for name, value in GOOD.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("KPS_ENDPOINT", raising=False)
        assert "cn-east-3" in repr(Client.from_env())


def test_the_ranges_are_those_of_the_spec():
    limit, offset = (SPEC["components"]["parameters"][name]["schema"]["maximum"] for name in ("Limit", "Offset"))
    tasks = Client("cn-north-4", project_id=PROJECT, auth=StaticToken("t")).tasks
    assert inspect.signature(tasks.list_running).parameters["limit"].default == limit
    for listing in (tasks.list_running, tasks.list_failed):
        listing(limit=limit, offset=offset)
        with pytest.raises(InvalidArgumentError, match=f"to {limit}"):
            listing(limit=limit + 1)
        with pytest.raises(InvalidArgumentError, match=f"to {offset}"):
            listing(offset=offset + 1)


@pytest.mark.both_colours
def test_an_error_of_the_credential_is_not_taken_for_one_of_the_network(connect):
    class Unusable(httpx.Auth):
        def auth_flow(self, request):
            raise ConfigurationError("the credential is gone")
            yield request

    with pytest.raises(ConfigurationError, match="the credential is gone"):
        connect(answer(TASK), auth=Unusable()).tasks.get("t")


@pytest.mark.both_colours
def test_a_closed_client_says_so(connect):
    client = connect(answer(TASK))
    client.close()
    with pytest.raises(ConfigurationError, match="closed"):
        client.tasks.get("t")


@pytest.mark.both_colours
def test_a_token_is_shown_nowhere(connect, caplog):
    caplog.set_level(logging.DEBUG)
    auth = StaticToken(CANARY)
    shown = [repr(auth), str(auth)]
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(auth)
    for handler in (answer(TASK), answer({"error_msg": CANARY}, 401), answer(CANARY.encode()), _refuse):
        client = connect(handler, auth=auth)
        shown.append(repr(client))
        try:
            shown.append(repr(client.tasks.get("t")))
        except KpsError as error:
            shown += [str(error), repr(error), "".join(traceback.format_exception(error)), str(vars(error))]
    shown += [record.getMessage() for record in caplog.records]
    assert any("HTTP 200" in text for text in shown), "nothing was logged"
    assert not [text for text in shown if CANARY in text]


def _refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError(f"no connection with {request.headers['X-Auth-Token']}")


@pytest.mark.both_colours
def test_a_proxy_of_the_environment_sees_no_token(connect, monkeypatch):
    with listening() as (proxy, proxied), listening() as (endpoint, served):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        with pytest.raises(KpsError):
            connect(endpoint=endpoint).tasks.get("t")
    assert not proxied
    assert len(served) == 1


@pytest.mark.both_colours
def test_a_netrc_does_not_replace_the_token(connect, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\ndefault login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with listening() as (endpoint, served), pytest.raises(KpsError):
        connect(endpoint=endpoint, auth=StaticToken(CANARY)).tasks.get("t")
    assert served[0]["X-Auth-Token"] == CANARY
    assert "Authorization" not in served[0]


@pytest.mark.parametrize("status", [301, 308])
def test_a_redirect_is_an_error_and_not_followed(connect, status):
    with (
        listening() as (other, reached),
        listening(status, {"Location": f"{other}/v3"}) as (endpoint, served),
        pytest.raises(KpsError, match="redirect") as caught,
    ):
        connect(endpoint=endpoint).tasks.get("t")
    assert caught.value.status_code == status
    assert caught.value.request_id == "the-request-id"
    assert len(served) == 1
    assert not reached


@pytest.mark.both_colours
def test_a_redirect_to_nowhere_keeps_its_status(connect):
    for location in ("//::::/", "", "http://[", "http://other.test/\u20ac"):
        handler = answer(b"", 307, headers={"Location": location.encode()})
        with pytest.raises(KpsError, match="redirect") as caught:
            connect(handler).tasks.get("t")
        assert (caught.value.status_code, caught.value.request_id) == (307, "the-request-id"), location


LOOPS = """
import asyncio, sys
from kps_tasks import AsyncClient, StaticToken
kps = AsyncClient(endpoint=sys.argv[1], project_id=sys.argv[2], auth=StaticToken("demo-token"))
for _ in range(3):
    print(asyncio.run(kps.tasks.get(sys.argv[3])).phase)
"""


def test_an_async_client_survives_its_event_loop():
    """In a separate process, because the connections of an ended loop are left to the garbage collector."""
    with MockKps.documented().serve() as url:
        words = [sys.executable, "-c", LOOPS, url, PROJECT, TASK["task_id"]]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["running"] * 3, done.stderr


@pytest.mark.both_colours
def test_a_server_that_closes_after_each_answer_without_a_word(connect):
    """Each pooled connection is dead when it is reused; the client immediately opens a new one."""
    body = json.dumps({"total": 1, "tasks": [{"task_id": "t"}]}).encode()
    sent = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with scripted(sent) as endpoint:
        tasks = connect(endpoint=endpoint, retry=RetryPolicy(first=0.0)).tasks
        for _ in range(30):
            assert [task.task_id for task in tasks.list_running()] == ["t"]


@contextmanager
def listening(status: int = 404, headers: dict[str, str] | None = None) -> Iterator[tuple[str, list]]:
    """Serve *status* on a socket; yield the address, and a list that receives the headers of each request."""
    received: list = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            received.append(self.headers)
            self.send_response(status)
            for name, value in {"X-Request-Id": "the-request-id", "Content-Length": "0", **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()

        do_CONNECT = do_GET  # noqa: N815

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", received
        finally:
            server.shutdown()
            thread.join()
