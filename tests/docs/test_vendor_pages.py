"""The site shows, beside each parameter and field, what the vendor's page states about it."""

from __future__ import annotations

import pytest

from docs.site.vendor_pages import stated
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
    assert stated("ListFailedTask", "zh", WORDS)["parameters"]["limit"] == "2024-08-06: Integer no =1000"
