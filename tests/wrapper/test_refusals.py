"""What cannot be sent safely is refused before anything is sent, with a message that says why."""

from __future__ import annotations

import httpx
import pytest

from kps_tasks import AsyncClient, Client, ConfigurationError, InvalidArgumentError, StaticToken

from .conftest import PROJECT

NOT_A_SEGMENT = ["", " ", ".", "..", "a\nb", "a\rb", "a\x00b", "\x7f", "\x85", "\ud800", None, 7, b"id", ["id"]]


def nothing_is_sent(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"{request.url} was sent")


@pytest.mark.parametrize("task_id", NOT_A_SEGMENT)
def test_a_task_id_that_is_no_path_segment(connect, task_id):
    with pytest.raises(InvalidArgumentError, match=r"^task_id .+ cannot be sent: it "):
        connect(nothing_is_sent).tasks.get(task_id)


@pytest.mark.parametrize("limit", [1, 0, -1, 1001, 2.0, "10", True, None])
def test_a_limit_out_of_range(connect, limit):
    with pytest.raises(InvalidArgumentError, match="from 2 to 1000"):
        connect(nothing_is_sent).tasks.list_running(limit=limit)


@pytest.mark.parametrize("offset", [-1, 1.0, "0", True, None])
def test_an_offset_out_of_range(connect, offset):
    with pytest.raises(InvalidArgumentError, match="0 or more"):
        connect(nothing_is_sent).tasks.list_failed(offset=offset)


@pytest.mark.parametrize(
    "token", ["", " ", "a b", "a\r\nX-Evil: 1", "a\n", "\ta", "a\x00", "tökén", "令牌", "a\u2028", None, 7, b"token"]
)
def test_a_token_that_is_no_header(token):
    with pytest.raises(ConfigurationError, match=r"^The token cannot be sent: it ") as caught:
        StaticToken(token)
    if isinstance(token, str) and token.strip():
        assert token not in str(caught.value), "the message shows the token"


@pytest.mark.parametrize("client", [Client, AsyncClient])
class TestClients:
    @pytest.mark.parametrize("project_id", NOT_A_SEGMENT)
    def test_a_project_id_that_is_no_path_segment(self, client, project_id):
        with pytest.raises((ConfigurationError, InvalidArgumentError), match="roject"):
            client("cn-north-4", project_id=project_id, auth=StaticToken("t"))

    @pytest.mark.parametrize("region", ["", "cn north", "CN-NORTH-4", "evil.example/", "a..b", "a@b", "-", "区域", 4])
    def test_a_region_that_is_none(self, client, region):
        with pytest.raises(ConfigurationError, match="is not a region ID"):
            client(region, project_id=PROJECT, auth=StaticToken("t"))

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
        ],
    )
    def test_an_endpoint_that_is_none(self, client, endpoint):
        with pytest.raises(ConfigurationError, match=r"is not a URL such as https://host"):
            client(endpoint=endpoint, project_id=PROJECT, auth=StaticToken("t"))

    def test_an_endpoint_with_a_password(self, client):
        with pytest.raises(ConfigurationError, match="must not carry a user or password") as caught:
            client(endpoint="https://user:geheim@host", project_id=PROJECT, auth=StaticToken("t"))
        assert "geheim" not in str(caught.value)

    @pytest.mark.parametrize("auth", [None, "token", ("user", "password")])
    def test_no_credential(self, client, auth):
        with pytest.raises(ConfigurationError, match=r"StaticToken\("):
            client("cn-north-4", project_id=PROJECT, auth=auth)

    def test_no_place(self, client):
        with pytest.raises(ConfigurationError, match=r"region.*or an endpoint"):
            client(project_id=PROJECT, auth=StaticToken("t"))
