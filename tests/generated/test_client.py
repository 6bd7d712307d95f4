"""The generated client: calls that never raise because of a response, and rows that accept anything."""

from __future__ import annotations

import asyncio
import json
import pickle
from typing import Any

import httpx
import pytest

from kps_tasks_client import AuthenticatedClient, Client
from kps_tasks_client.api.tasks import list_failed_task, list_keypair_task, list_running_task
from kps_tasks_client.errors import UnexpectedStatus
from kps_tasks_client.models import ErrorResponse, FailedTask, FailedTaskPage, KeypairTask, RunningTaskPage
from kps_tasks_mock import MockKps


def client(status: int, content: bytes, **options: Any) -> AuthenticatedClient:
    made = AuthenticatedClient(base_url="http://kps", token="k4n4ry-token", **options)
    transport = httpx.MockTransport(lambda request: httpx.Response(status, content=content))
    made.set_httpx_client(httpx.Client(base_url="http://kps", transport=transport))
    made.set_async_httpx_client(httpx.AsyncClient(base_url="http://kps", transport=transport))
    return made


SENT = [
    (200, b"<html>not JSON</html>", None),
    (200, b"\xff\xfe", None),
    (200, b"[" * 100_000, None),
    (200, b'["a", "list"]', None),
    (200, b'{"tasks": null, "total": "3"}', FailedTaskPage({"tasks": None, "total": "3"})),
    (404, b"<html>not here</html>", None),
    (404, b'{"error_code": "APIGW.0101"}', ErrorResponse({"error_code": "APIGW.0101"})),
    (502, b"<html>Bad Gateway</html>", None),
    (599, b"", None),
]


def test_calls_return_what_came():
    for status, content, parsed in SENT:
        came = list_failed_task.sync_detailed("p", client=client(status, content), limit=2)
        awaited = asyncio.run(list_failed_task.asyncio_detailed("p", client=client(status, content), limit=2))
        assert (came.status_code, came.content, came.parsed) == (status, content, parsed)
        assert (awaited.status_code, awaited.content, awaited.parsed) == (status, content, parsed)
        assert list_failed_task.sync("p", client=client(status, content)) == parsed
        assert asyncio.run(list_failed_task.asyncio("p", client=client(status, content))) == parsed


OPERATIONS = [
    (list_keypair_task, ("p", "t"), KeypairTask),
    (list_running_task, ("p",), RunningTaskPage),
    (list_failed_task, ("p",), FailedTaskPage),
]


def test_every_operation_reads_every_documented_answer():
    for operation, arguments, kind in OPERATIONS:
        for status in (200, 400, 401, 403, 404, 429):
            parsed = operation.sync(*arguments, client=client(status, b'{"request_id": "r", "total": 0}'))
            assert type(parsed) is (kind if status == 200 else ErrorResponse), f"{operation.__name__}, {status}"


def test_every_operation_says_the_same_awaited():
    for operation, arguments, kind in OPERATIONS:
        for parsed in (
            operation.sync(*arguments, client=client(200, b"{}")),
            asyncio.run(operation.asyncio(*arguments, client=client(200, b"{}"))),
        ):
            assert parsed == kind({}), operation.__name__


def test_an_undocumented_status_raises_if_that_was_asked_for():
    for operation, arguments, _ in OPERATIONS:
        with pytest.raises(UnexpectedStatus) as caught:
            operation.sync_detailed(*arguments, client=client(599, b"odd", raise_on_unexpected_status=True))
        assert (caught.value.status_code, caught.value.content) == (599, b"odd")


@pytest.mark.parametrize("kind", [Client, AuthenticatedClient])
def test_a_client_makes_its_connections_of_what_it_was_given(kind):
    """Headers, cookies and timeout, even if it has a connection already; a plain client sends its token as a header."""
    mock = MockKps.documented()
    given = {"base_url": "http://kps.test", "httpx_args": {"transport": mock.transport()}}
    if kind is AuthenticatedClient:
        made = kind(**given, token=mock.token, prefix="", auth_header_name="X-Auth-Token")
    else:
        made = kind(**given).with_headers({"X-Auth-Token": mock.token})

    async def ask() -> Any:
        async with made as opened:
            made.with_headers({"X-Other": "a"}).with_cookies({"b": "c"}).with_timeout(httpx.Timeout(5))
            return await list_failed_task.asyncio(mock.project_id, client=opened)

    with made as opened:
        changed = made.with_headers({"X-Other": "a"}).with_cookies({"b": "c"}).with_timeout(httpx.Timeout(5))
        page = list_failed_task.sync(mock.project_id, client=opened)
    assert page.total == 1
    assert page == asyncio.run(ask()) == list_failed_task.sync(mock.project_id, client=changed)
    assert [request.header("Cookie") for request in mock.requests] == [None, None, "b=c"]


def test_a_change_reaches_connections_that_are_open():
    made = client(200, b"{}")
    made.with_headers({"X-Other": "a"})
    made.with_cookies({"b": "c"})
    made.with_timeout(httpx.Timeout(5))
    for http in (made.get_httpx_client(), made.get_async_httpx_client()):
        assert (http.headers["X-Other"], http.cookies["b"], http.timeout.read) == ("a", "c", 5)


def test_a_path_that_leads_elsewhere_is_refused_before_anything_is_sent():
    for task_id in ("", ".", ".."):
        with pytest.raises(ValueError, match="cannot be sent"):
            list_keypair_task.sync("p", task_id, client=client(200, b"{}"))


def test_the_token_is_in_no_repr():
    assert "k4n4ry" not in repr(client(200, b""))


def test_rows_read_what_came():
    sent = {"task_id": 7, "task_time": None, "server_name": ["a", 1], "zone": {"x": 1}}
    row = FailedTask(sent)
    assert (row.task_id, row.task_time, row.server_name, row.server_id) == ("7", None, '["a", 1]', None)
    assert row.extra == {"zone": {"x": 1}}
    assert list(row.to_dict()) == [*FailedTask.FIELDS, "zone"]
    assert json.dumps(row.to_dict())


def test_rows_are_immutable_values():
    row, twin = FailedTask({"task_id": "t"}), FailedTask(row={"task_id": "t"})
    assert row == twin
    assert hash(row) == hash(twin)
    assert pickle.loads(pickle.dumps(row)) == row
    assert {row, FailedTask({"task_id": ["unhashable"]})}
    for name in ("task_id", "other"):
        with pytest.raises(AttributeError):
            setattr(row, name, "x")


def test_an_invalid_number_becomes_none():
    odd = [True, "no", 1e400, [], None, {}]
    assert [FailedTaskPage({"total": total}).total for total in odd] == [None] * len(odd)


def test_a_page_leaves_out_what_is_no_row_and_keeps_it_raw():
    page = FailedTaskPage.from_dict({"tasks": [{"task_id": "t"}, None, "x"], "total": 3.0})
    assert ([row.task_id for row in page.tasks or []], page.total) == (["t"], 3)
    assert page.raw["tasks"][1:] == [None, "x"]
    assert page.to_dict()["tasks"][0]["task_id"] == "t"
