"""The site shows, beside each parameter and field, what the vendor's page states about it."""

from __future__ import annotations

import pytest

from docs.site.vendor_pages import sdk_names, stated
from kps_contract.spec import media, openapi

WORDS = {"page": "{}: {}", "undated": "undated", "name": "'{}'", "comma": " "} | {
    "mandatory": "yes",
    "optional": "no",
    "default": "={}",
}
SPEC = openapi()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("operation_id", SPEC.operations())
def test_all_that_users_send_and_get_is_there(operation_id, language):
    operation = SPEC.operations()[operation_id]
    found = stated(operation_id, language, WORDS)
    assert {parameter["name"] for parameter in operation.parameters} | {"X-Auth-Token"} == found["parameters"].keys()
    fields = SPEC.resolve(media(operation.responses["200"])["schema"])["properties"]
    rows = SPEC.resolve(SPEC.resolve(fields["tasks"])["items"])["properties"] if "tasks" in fields else {}
    assert {*fields, *rows, "error_code", "error_msg"} == found["fields"].keys()


def test_the_page_of_the_reader_s_language_is_read_where_it_is_kept():
    assert stated("ListRunningTask", "zh", WORDS)["fields"]["task_time"] == "2024-07-11: '任务时间' String"
    assert stated("ListRunningTask", "en", WORDS)["fields"]["task_time"] == "undated: 'Task time' String"
    assert stated("ListFailedTask", "zh", WORDS)["parameters"]["offset"] == (
        "2024-08-06: 'Offset of the failed task information list' Integer no"
    )


def test_what_an_operation_is_for_who_may_call_it_and_what_its_values_mean():
    found = stated("ListRunningTask", "en", WORDS)
    assert found["operation"]["purpose"] == "undated: 'Queries running tasks'"
    assert "Each account has all the permissions" in found["operation"]["authorization"]
    assert found["fields"]["operate_type"] == (
        "undated: 'Operation type' String FAILED_RESET 'reset' FAILED_REPLACE 'replace' FAILED_UNBIND 'unbind'"
    )


def test_the_sdk_names_are_those_of_the_only_page_with_samples():
    assert sdk_names("ListRunningTask") == [
        "ListRunningTaskRequest",
        "ListRunningTaskResponse",
        "listRunningTask",
        "list_running_task",
        "ListRunningTask",
    ]
