"""Logging: one record per response, with its figures as fields, and the records that other libraries make."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from kps_tasks import AccessKeyAuth, APIConnectionError, Client, PasswordAuth, RetryPolicy, StaticToken
from kps_tasks_mock import MockKps

from .test_client import TASK

FIELDS = ("levelname", "status", "attempt", "request_id")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, "kps_tasks")
    return caplog


def figures(records: list[logging.LogRecord]) -> list[tuple[Any, ...]]:
    for record in records:
        assert record.name == "kps_tasks"
        assert 0 <= record.seconds < 60
    return [tuple(getattr(record, name) for name in FIELDS) for record in records]


@pytest.mark.both_colours
def test_each_response_is_one_record_and_each_retry_another(connect, log):
    responses = [
        httpx.Response(503, headers={"X-Request-Id": "first"}),
        httpx.ConnectError("nobody there"),
        httpx.Response(200, headers={"X-Request-Id": "last"}, json=TASK | {"task_id": "t"}),
    ]

    def handler(request: httpx.Request) -> httpx.Response:
        response = responses.pop(0)
        if isinstance(response, Exception):
            raise response
        return response

    connect(handler, retry=RetryPolicy(first=0)).tasks.get("t")
    assert figures(log.records) == [
        ("DEBUG", 503, 1, "first"),
        ("INFO", 503, 1, "first"),
        ("DEBUG", None, 2, None),
        ("INFO", None, 2, None),
        ("DEBUG", 200, 3, "last"),
    ]
    assert log.records[1].delay == 0
    assert {
        (record.method, record.url.partition("/v3")[0]) for record in log.records if record.levelname == "DEBUG"
    } == {("GET", "http://kps.test")}


@pytest.mark.both_colours
def test_requests_of_the_credential_and_of_the_project_are_records_too(connect, log):
    mock = MockKps.documented()
    place = {"endpoint": "http://kps.test", "transport": mock.transport(), "region": "cn-north-4", "project_id": None}
    auth = PasswordAuth("demo-user", "demo-password", "demo-account", project_name="cn-north-4")
    client = connect(auth=auth, **place)
    client.tasks.get(TASK["task_id"])
    assert [(record.method, record.url.partition("/v3")[2].partition("?")[0]) for record in log.records] == [
        ("POST", "/auth/tokens"),
        ("GET", "/projects"),
        ("GET", f"/{mock.project_id}/tasks/{TASK['task_id']}"),
    ]
    assert [record.request_id for record in log.records] == [request.request_id for request in mock.requests]
    token = mock.requests[-1].header("X-Auth-Token")
    assert token
    assert not [record for record in log.records if token in str(vars(record)) or "demo-password" in str(vars(record))]


def test_a_failure_of_the_credentials_request_is_its_own(connect, log):
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)

    auth = PasswordAuth("u", "password", "a", project_name="n", iam_endpoint="http://iam.test")
    with pytest.raises(APIConnectionError):
        connect(handler, auth=auth).tasks.get("t")
    assert [(record.method, record.url) for record in log.records] == [
        ("POST", "http://iam.test/v3/auth/tokens?nocatalog=true")
    ]


def test_the_spans_of_opentelemetry_are_of_every_request():
    """On a socket, because its instrumentation hooks httpx's own transport."""
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    spans, provider, mock = InMemorySpanExporter(), TracerProvider(), MockKps.documented()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    HTTPXClientInstrumentor().instrument(tracer_provider=provider)
    try:
        with (
            mock.serve() as url,
            Client("cn-north-4", endpoint=url, auth=AccessKeyAuth(*mock.access_key)) as client,
            Client(endpoint=url, project_id=mock.project_id, auth=StaticToken("wrong"), retry=None) as refused,
        ):
            assert len(list(client.tasks.list_running())) == 1
            with pytest.raises(Exception, match="401"):
                refused.tasks.get("t")
    finally:
        HTTPXClientInstrumentor().uninstrument()
    seen = [span.attributes for span in spans.get_finished_spans()]
    assert [each["http.status_code"] for each in seen] == [200] * (len(seen) - 1) + [401]
    assert [each["http.url"].partition("?")[0] for each in seen] == [f"{url}{each.path}" for each in mock.requests]
    assert all(request.header("traceparent") for request in mock.requests)  # beside a signature that is still valid
