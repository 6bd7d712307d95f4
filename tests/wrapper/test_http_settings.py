"""How requests are sent: time limits, headers, proxies, certificates, the user's own httpx client, other options."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from typing import Any

import httpx
import pytest

from kps_tasks import (
    AccessKeyAuth,
    APIConnectionError,
    AsyncClient,
    Client,
    ConfigurationError,
    InternalServerError,
    MetadataAuth,
    PasswordAuth,
    RetryPolicy,
    StaticToken,
)
from kps_tasks_mock import MockKps

from .conftest import PROJECT, answer
from .test_client import TASK, listening

PLACE: dict[str, Any] = {"project_id": PROJECT, "auth": StaticToken("a-token-for-tests"), "retry": None}
SECURE: dict[str, Any] = {"endpoint": "https://kps.test", **PLACE}


@pytest.fixture
def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


class TestTimeout:
    @pytest.mark.both_colours
    def test_each_step_may_have_its_own(self, connect):
        seen = []

        def handler(request: httpx.Request) -> httpx.Response:
            seen.append(request.extensions["timeout"])
            return httpx.Response(200, json=TASK | {"task_id": None})

        connect(handler, timeout=httpx.Timeout(60, connect=5, pool=None)).tasks.get("t")
        assert seen == [{"connect": 5, "read": 60, "write": 60, "pool": pytest.approx(150)}]

    @pytest.mark.parametrize("timeout", [httpx.Timeout(5, connect=0), httpx.Timeout(float("nan")), httpx.Timeout(-1)])
    def test_an_invalid_timeout_is_refused(self, timeout):
        with pytest.raises(ConfigurationError, match=r"timeout Timeout\(.* is not a number of seconds above 0"):
            Client("cn-north-4", timeout=timeout, **PLACE)


class TestHeaders:
    @pytest.mark.both_colours
    def test_every_request_has_them_and_they_do_not_break_the_signature(self, connect):
        mock = MockKps.documented()
        headers = {"X-Language": "en-us", "user-agent": "reports/1"}
        options = {"project_id": None, "region": "cn-north-4", "auth": AccessKeyAuth(*mock.access_key)}
        client = connect(endpoint="http://kps.test", transport=mock.transport(), headers=headers, **options)
        assert len(list(client.tasks.list_running())) == 1
        assert [request.header("X-Language") for request in mock.requests] == ["en-us"] * len(mock.requests)
        assert {request.header("User-Agent") for request in mock.requests} == {"reports/1"}
        assert mock.requests[-1].header("X-Project-Id") == mock.project_id

    @pytest.mark.parametrize(
        ("headers", "said"),
        [
            ({"X-Auth-Token": "geheim"}, "must not carry X-Auth-Token; give the credential as auth"),
            ({"authorization": "geheim"}, "must not carry authorization"),
            ({"X Language": "geheim"}, "'X Language' is not the name of a header"),
            ({"X-Language": "geheim\r\nX-Evil: 1"}, "the value of X-Language cannot be sent"),
            ({"X-Language": 7}, "the value of X-Language cannot be sent"),
            ("geheim", "must be a mapping"),
        ],
    )
    def test_invalid_headers_are_refused(self, headers, said):
        with pytest.raises(ConfigurationError, match=said) as caught:
            Client("cn-north-4", headers=headers, **PLACE)
        assert "geheim" not in str(caught.value)


class TestProxy:
    @pytest.mark.both_colours
    def test_one_that_was_given_carries_every_request(self, connect):
        with (
            listening(200) as (proxy, proxied),
            pytest.raises(APIConnectionError, match="no response through the proxy http"),
        ):
            connect(proxy=proxy, **SECURE).tasks.get("t")  # it forwards the request to a server without TLS
        assert [request["Host"] for request in proxied] == ["kps.test:443"]
        with listening(404) as (proxy, proxied), pytest.raises(Exception, match="404"):
            connect(endpoint="http://kps.test", proxy=httpx.Proxy(proxy)).tasks.get("t")
        assert proxied[0]["Host"] == "kps.test"

    @pytest.mark.both_colours
    @pytest.mark.parametrize("given", [True, False])
    def test_one_that_refuses_or_is_not_there_is_named_without_its_password(
        self, connect, monkeypatch, closed_port, given
    ):
        def refused_by(proxy: str) -> str:
            url = f"http://user:geheim@{proxy}"
            if not given:
                monkeypatch.setenv("HTTPS_PROXY", url)
            with pytest.raises(APIConnectionError) as caught:
                connect(**({"proxy": url} if given else {}), **SECURE).tasks.get("t")
            assert "geheim" not in f"{caught.value!r} {caught.value.__cause__!r}"
            assert "hosts in NO_PROXY bypass it" in str(caught.value)
            return caught.value.message

        named = "" if given else r" (HTTPS_PROXY)"
        said = refused_by(closed_port)
        assert f"the proxy http://{closed_port}{named} cannot be reached: " in said
        with listening(407) as (proxy, _):
            said = refused_by(proxy.removeprefix("http://"))
            assert f"the proxy {proxy}{named} refused it: 407" in said

    def test_an_error_of_a_host_in_no_proxy_does_not_name_the_proxy(self, monkeypatch, closed_port):
        monkeypatch.setenv("HTTPS_PROXY", f"http://{closed_port}")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        with (
            Client(endpoint=f"https://{closed_port}", **PLACE) as client,
            pytest.raises(APIConnectionError, match=r"no response: .*Check the endpoint and the network"),
        ):
            client.tasks.get("t")

    def test_the_metadata_of_the_server_are_not_asked_through_it(self):
        with Client(proxy="http://host:3128", **SECURE | {"auth": MetadataAuth()}) as client:
            url = httpx.URL("http://169.254.169.254/openstack/latest/securitykey")
            assert client._http.get()._transport_for_url(url) is client._http.get()._transport

    @pytest.mark.parametrize("proxy", ["host", "", "://", "ftp://host", "http://", 7, "ftp://user:geheim@host"])
    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_an_invalid_proxy_is_refused(self, kind, proxy):
        with pytest.raises(ConfigurationError, match=r"^The proxy .* is not a URL such as http://host:3128") as caught:
            kind("cn-north-4", proxy=proxy, **PLACE)
        assert "geheim" not in str(caught.value)

    def test_one_that_needs_another_package(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "socksio", None)
        with pytest.raises(
            ConfigurationError, match=r"^The proxy socks5://host:1 cannot be used: SOCKS needs a package.*\[socks\]"
        ):
            Client("cn-north-4", proxy="socks5://user:geheim@host:1", **PLACE)


class Marked(ssl.SSLContext):
    """Certificates that record their use."""

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        raise ssl.SSLError("these certificates were asked")

    def wrap_bio(self, *args: Any, **options: Any) -> ssl.SSLObject:
        raise ssl.SSLError("these certificates were asked")


class TestVerify:
    @pytest.mark.both_colours
    def test_a_context_is_used(self, connect):
        context = Marked(ssl.PROTOCOL_TLS_CLIENT)
        with listening() as (url, _), pytest.raises(APIConnectionError, match="these certificates were asked"):
            connect(endpoint=url.replace("http", "https"), verify=context).tasks.get("t")

    @pytest.mark.both_colours
    def test_plain_http_reads_none_until_iam_is_asked_over_https(self, connect, monkeypatch):
        made = []

        def create(**options: Any) -> ssl.SSLContext:
            made.append(options)
            return Marked(ssl.PROTOCOL_TLS_CLIENT)

        monkeypatch.setattr(httpx, "create_ssl_context", create)
        monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", lambda *_, **__: pytest.fail("they were read"))
        mock = MockKps.documented()
        with listening() as (iam, _), mock.serve() as url:
            assert list(connect(endpoint=url, auth=StaticToken(mock.token)).tasks.list_running())
            asks_iam = PasswordAuth("user", "a-password", "account", project_name="cn-north-4")
            client = connect(endpoint=url, auth=asks_iam, iam_endpoint=iam.replace("http", "https"))
            assert not made
            with pytest.raises(APIConnectionError, match="these certificates were asked"):
                client.tasks.get("t")
        assert made == [{"trust_env": False}]

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_what_cannot_be_used_is_named(self, kind, tmp_path):
        (tmp_path / "no.pem").write_text("no certificate")
        for verify, said in (
            (tmp_path / "gone.pem", "gone.pem' cannot be used: there is no such file"),
            (str(tmp_path / "no.pem"), "no.pem' cannot be used: it is not a file of certificates"),
            (7, "'7' cannot be used: it is not a path"),
        ):
            with pytest.raises(ConfigurationError, match=f"^verify .*{said}"):
                kind("cn-north-4", verify=verify, **PLACE)

    def test_a_folder_and_booleans_are_accepted(self, tmp_path):
        for verify in (tmp_path, False, True):
            Client("cn-north-4", verify=verify, **PLACE).close()

    def test_a_file_of_the_environment_that_is_not_there_is_named(self, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
        with pytest.raises(ConfigurationError, match=r"there is no such file \(SSL_CERT_FILE is /no/such/file\)"):
            Client("cn-north-4", **PLACE)

    def test_a_certificate_that_is_not_trusted(self, connect):
        def handler(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")

        with pytest.raises(
            APIConnectionError, match="give the file of the authority that issued it, as verify or in SSL"
        ):
            connect(handler).tasks.get("t")


class TestHttpClient:
    def test_it_sends_the_requests_and_stays_open(self):
        mock, seen = MockKps.documented(), []
        options = PLACE | {"endpoint": "http://kps.test", "auth": StaticToken(mock.token), "headers": {"X-Ours": "1"}}
        hooks = {"request": [lambda request: seen.append(request.headers)]}
        with httpx.Client(transport=mock.transport(), event_hooks=hooks, headers={"X-Own": "1"}) as own:
            with Client(http_client=own, **options) as client:
                assert len(list(client.tasks.list_running())) == 1
            assert not own.is_closed

        async def run() -> None:
            async with httpx.AsyncClient(transport=mock.transport()) as own:
                async with AsyncClient(http_client=own, **options) as client:
                    assert [task async for task in client.tasks.list_running()]
                assert not own.is_closed

        asyncio.run(run())
        assert seen[0]["X-Own"] == seen[0]["X-Ours"] == "1"
        assert len(mock.requests) == 2 * len(seen)

    def test_it_follows_no_redirect_and_adds_no_credential_of_its_own(self):
        asked = []

        def handler(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return httpx.Response(307, headers={"Location": "https://elsewhere.example/"})

        options = {"follow_redirects": True, "auth": ("user", "password")}
        with (
            httpx.Client(transport=httpx.MockTransport(handler), **options) as own,
            Client(http_client=own, **SECURE) as client,
            pytest.raises(Exception, match="a redirect, which is never followed"),
        ):
            client.tasks.get("t")
        assert [request.url.host for request in asked] == ["kps.test"]
        assert "Authorization" not in asked[0].headers

    @pytest.mark.parametrize(
        ("kind", "options", "said"),
        [
            (Client, {"http_client": httpx.AsyncClient()}, r"is not an httpx\.Client"),
            (AsyncClient, {"http_client": "x"}, r"'x' is not an httpx\.AsyncClient"),
            (Client, {"http_client": httpx.Client(), "transport": httpx.HTTPTransport()}, "transport has no effect"),
            (Client, {"http_client": httpx.Client(), "proxy": "http://host"}, "proxy has no effect with http_client"),
            (Client, {"transport": httpx.HTTPTransport(), "verify": False}, "verify has no effect with transport"),
        ],
    )
    def test_what_would_have_no_effect_is_refused(self, kind, options, said):
        with pytest.raises(ConfigurationError, match=said):
            kind("cn-north-4", **options, **PLACE)


class TestWithOptions:
    @pytest.mark.both_colours
    def test_they_apply_to_one_call_only(self, connect):
        seen, statuses = [], [503, 200, 503]

        def handler(request: httpx.Request) -> httpx.Response:
            seen.append(request.extensions["timeout"]["read"])
            return httpx.Response(statuses[len(seen) - 1], json=TASK | {"task_id": None})

        client = connect(handler, timeout=7, retry=RetryPolicy(first=0))
        client.tasks.get("t")
        with pytest.raises(InternalServerError):
            client.with_options(timeout=httpx.Timeout(3), retry=None).tasks.get("t")
        assert seen == [7, 7, 3]
        statuses += [503, 200, 200]
        client.with_options(timeout=3).tasks.get("t")  # and retries are unchanged
        client.with_options(retry=None).tasks.get("t")
        assert seen[3:] == [3, 3, 7]

    def test_connections_and_project_are_shared(self):
        mock = MockKps.documented()
        place = {"endpoint": "http://kps.test", "transport": mock.transport(), "auth": AccessKeyAuth(*mock.access_key)}
        with Client("cn-north-4", **place) as client:
            with client.with_options(timeout=5) as other:
                assert other._http is client._http
                assert other.tasks.get(TASK["task_id"]).task_id
            assert client.project_id == mock.project_id
            client.with_options(retry=None).close()
            assert client.tasks.get(TASK["task_id"]).task_id
        assert [request.path for request in mock.requests].count("/v3/projects") == 1

    @pytest.mark.parametrize("kind", [Client, AsyncClient])
    def test_the_quota_is_shared(self, kind):
        client = kind("cn-north-4", **PLACE)
        waits = [
            each._budget.watch_options(None, 5, 300, "report").limit
            for each in (client, client.with_options(retry=None))
        ]
        assert waits[0] is waits[1]

    def test_with_an_async_client(self):
        async def run() -> None:
            async with AsyncClient(transport=httpx.MockTransport(answer(TASK | {"task_id": None})), **SECURE) as client:
                async with client.with_options(timeout=5, retry=None) as other:
                    assert (await other.tasks.get("t")).phase
                assert (await client.tasks.get("t")).phase

        asyncio.run(run())

    def test_a_timeout_that_cannot_be(self, connect):
        with pytest.raises(ConfigurationError, match="timeout 0 is not a number of seconds"):
            connect(answer(TASK)).with_options(timeout=0)
