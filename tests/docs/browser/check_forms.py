"""The forms that try an operation: with a mock behind them, or with what was recorded."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .site import PLACES, visit

TASK = "aee8d2fe-5484-4753-9177-5a38dc15546c"  # of the published examples
OPERATIONS = ["ListKeypairTask", "ListRunningTask", "ListFailedTask"]


@pytest.mark.parametrize("language", ["", "zh/"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_trying_an_operation_asks_the_mock_behind_the_page(page, url, requested, language, operation):
    visit(page, url, f"{language}reference/{operation}.html")
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-status.good")).to_contain_text("200")
    expect(page.locator(".tryit-answer code")).to_contain_text(TASK)
    assert any(address.startswith(f"{url}/v3/") for address in requested)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("place", ["static", "folder"], indirect=True)
def test_trying_an_operation_works_where_no_mock_is(context, place, requested, operation):
    page = context.new_page()
    page.goto(f"{place}/reference/{operation}.html")
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-status.good")).to_contain_text("200")
    expect(page.locator(".tryit-status")).to_be_in_viewport()
    expect(page.locator(".tryit-answer code")).to_contain_text(TASK)
    expect(page.locator(".tryit-note")).to_contain_text("make docs-serve")
    assert not any("/v3/" in address for address in requested)


@pytest.mark.parametrize("operation", OPERATIONS)
@PLACES
def test_trying_can_be_made_to_fail(context, place, operation):
    page = context.new_page()
    page.goto(f"{place}/reference/{operation}.html")
    for option in page.locator(".tryit select option").all_inner_texts()[1:]:
        page.select_option(".tryit select", label=option)
        page.click(".tryit button[type=submit]")
        expect(page.locator(".tryit-status.bad")).to_contain_text(f"{option[:3]} ·")
        expect(page.locator(".tryit-answer code")).to_contain_text("error_code")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("X-Auth-Token", "", "x-auth-token not found"),
        ("X-Auth-Token", "another", "decrypt token fail"),
        ("project_id", "f" * 32, "APIGW.0302"),
        ("offset", "100001", "KPS.0002"),
        ("limit", "1x", "KPS.0002"),
        ("offset", "10", '"tasks": []'),
    ],
)
@PLACES
def test_what_was_recorded_has_the_rules_of_the_mock(context, place, name, value, expected):
    page = context.new_page()
    page.goto(f"{place}/reference/ListRunningTask.html")
    page.fill(f".tryit input[name={name}]", value)
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-answer code")).to_contain_text(expected)


def test_what_is_shown_is_text_and_no_markup(context, url):
    page = context.new_page()
    page.route("**/v3/**", lambda route: route.fulfill(body='{"a": "<img src=x onerror=document.title=1>"}'))
    visit(page, url, "reference/ListRunningTask.html")
    page.click(".tryit button[type=submit]")
    expect(page.locator(".tryit-answer code")).to_contain_text("<img src=x")
    assert page.locator(".tryit-answer img").count() == 0
