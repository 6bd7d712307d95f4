"""What cannot be sent safely is refused before anything is sent, with a message that says why."""

from __future__ import annotations

import sys

import httpx
import pytest

from kps_tasks import AsyncClient, Client, ConfigurationError, InvalidArgumentError, StaticToken

from .conftest import PROJECT

LONG = pytest.param("x" * 100_000, id="long")
NOT_A_SEGMENT = [
    "",
    " ",
    ".",
    "..",
    "a\nb",
    "\x7f",
    "\x85",
    "\ud800",
    7,
    b"id",
    "x" * 100_000,
]


def nothing_is_sent(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was sent")


@pytest.mark.parametrize("task_id", NOT_A_SEGMENT)
def test_a_task_id_that_is_no_path_segment(connect, task_id):
    with pytest.raises(InvalidArgumentError, match=r"^task_id .*cannot be sent: it "):
        connect(nothing_is_sent).tasks.get(task_id)


@pytest.mark.parametrize("limit", [1, 1001, 2.0, "10", True, None])
def test_a_limit_out_of_range(connect, limit):
    with pytest.raises(InvalidArgumentError, match="from 2 to 1000"):
        connect(nothing_is_sent).tasks.list_running(limit=limit)


@pytest.mark.parametrize("offset", [-1, 1.0, True, 100_001, pytest.param(10**5000, id="huge")])
def test_an_offset_out_of_range(connect, offset):
    with pytest.raises(InvalidArgumentError, match="from 0 to 100000"):
        connect(nothing_is_sent).tasks.list_failed(offset=offset)


@pytest.mark.parametrize("token", ["", " ", "a b", "a\r\nX-Evil: 1", "a\x00", "tökén", "a\u2028", None, b"token"])
def test_a_token_that_is_no_header(token):
    with pytest.raises(ConfigurationError, match=r"^The token cannot be sent: it ") as caught:
        StaticToken(token)
    if isinstance(token, str) and token.strip():
        assert token not in str(caught.value), "the message shows the token"


class TestClients:
    @pytest.mark.parametrize("project_id", ["..", " ", 7])
    def test_a_project_id_is_held_to_the_same(self, project_id):
        with pytest.raises(InvalidArgumentError, match=r"^project_id .*cannot be sent: it "):
            Client(endpoint="http://kps.test", project_id=project_id, auth=StaticToken("t"))

    @pytest.mark.parametrize("region", ["", "CN-NORTH-4", "evil.example/", "-", 4])
    def test_an_invalid_region(self, region):
        with pytest.raises(ConfigurationError, match="is not a region ID"):
            Client(region, project_id=PROJECT, auth=StaticToken("t"))

    @pytest.mark.parametrize(
        "endpoint",
        [
            "",
            "kms.example",
            "//host",
            "ftp://host",
            "https://",
            "http://host?x=1",
            "http://host#f",
            "http://[::1",
            4,
            "http://host:port",
            "http://host:99999",
            "http://host:0",
            "http://a b",
            "http://a..b",
            "http://xn--",
            "http://" + "a" * 70,
        ],
    )
    def test_an_invalid_endpoint(self, endpoint):
        with pytest.raises(ConfigurationError, match=r"is not a URL such as https://host"):
            Client(endpoint=endpoint, project_id=PROJECT, auth=StaticToken("t"))

    @pytest.mark.parametrize("endpoint", ["https://user:geheim@host", "ftp://user:geheim@host", "http://a:geheim@["])
    def test_an_endpoint_with_a_password(self, endpoint):
        with pytest.raises(ConfigurationError, match=r"user or password|given is not a URL") as caught:
            Client(endpoint=endpoint, project_id=PROJECT, auth=StaticToken("t"))
        assert "geheim" not in str(caught.value)

    @pytest.mark.parametrize("auth", [None, "token", ("user", "password")])
    def test_no_credential(self, auth):
        with pytest.raises(ConfigurationError, match=r"StaticToken\("):
            Client("cn-north-4", project_id=PROJECT, auth=auth)

    def test_both_colours_refuse_alike(self):
        said = []
        for kind in (Client, AsyncClient):
            for options in ({"project_id": ".."}, {"timeout": 0}, {"auth": None}, {"endpoint": "kms"}):
                with pytest.raises(ConfigurationError if "project_id" not in options else InvalidArgumentError) as one:
                    kind("cn-north-4", **{"auth": StaticToken("t")} | options)
                said.append(str(one.value))
        assert said[:4] == said[4:]

    def test_neither_region_nor_endpoint(self):
        with pytest.raises(ConfigurationError, match=r"region.*or an endpoint"):
            Client(project_id=PROJECT, auth=StaticToken("t"))

    @pytest.mark.parametrize("timeout", ["x", 0, float("nan"), float("inf"), (1, 2), True])
    def test_an_invalid_timeout(self, timeout):
        with pytest.raises(ConfigurationError, match="is not a number of seconds"):
            Client("cn-north-4", project_id=PROJECT, auth=StaticToken("t"), timeout=timeout)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("SSL_CERT_FILE", "/no/such/file"), ("HTTPS_PROXY", "ftp://x"), ("ALL_PROXY", "socks5://127.0.0.1:1")],
    )
    def test_an_environment_that_cannot_be_used(self, monkeypatch, name, value):
        monkeypatch.setenv(name, value)
        monkeypatch.setitem(sys.modules, "socksio", None)
        with pytest.raises(ConfigurationError, match="cannot be set up from the environment"):
            Client("cn-north-4", project_id=PROJECT, auth=StaticToken("t"))
