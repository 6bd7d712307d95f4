"""The facts in pages/ against the vendor's pages themselves, in both directions.

The pages may not be published here: KPS_VENDOR_PAGES names the folder with them; without it nothing is compared.
"""

from __future__ import annotations

import json
import os
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from .page_facts import PAGES
from .vendor_page import MANDATORY, ROW_TYPE, VALUE, Row, VendorPage

if not os.environ.get("KPS_VENDOR_PAGES"):
    pytest.skip("KPS_VENDOR_PAGES does not say where the vendor's pages are", allow_module_level=True)

PAGES_AT_HAND = Path(os.environ["KPS_VENDOR_PAGES"])
Facts = dict[str, Any]


@pytest.fixture(params=PAGES)
def facts(request: pytest.FixtureRequest) -> Facts:
    return PAGES[request.param]


@pytest.fixture
def page(facts: Facts) -> VendorPage:
    return VendorPage(PAGES_AT_HAND / facts["seed"])


def test_every_page_has_its_facts() -> None:
    assert sorted(facts["seed"] for facts in PAGES.values()) == sorted(path.name for path in PAGES_AT_HAND.iterdir())


def test_title_language_and_date(facts: Facts, page: VendorPage) -> None:
    assert facts["title"] in page.lines
    assert facts["language"] == ("zh" if re.search("[\u4e00-\u9fff]", page.text) else "en")
    assert page.found(r"\d{4}-\d\d-\d\d(?= GMT)") == stated(facts, "updated")


def test_what_it_is_for(facts: Facts, page: VendorPage) -> None:
    texts = [line.rstrip(".。") for line in page.lines]
    assert texts[texts.index(facts["title"]) + 1 :][1] == facts["purpose"]


def test_method_and_path(facts: Facts, page: VendorPage) -> None:
    assert page.found(r"(GET|POST|PUT|PATCH|DELETE) (/\S+)") == [(facts["method"], facts["path"])]


def test_tables(facts: Facts, page: VendorPage) -> None:
    """Each row's name and type, and the rest for a parameter. As lists, because equal dicts may differ in order."""
    printed = [[(row.name, row.fact()) for row in table] for table in page.tables()]
    assert printed == [list(table.items()) for table in tables(facts)]


def test_names(facts: Facts, page: VendorPage) -> None:
    printed = {row.name: " ".join(row.description) for row in reversed(rows_of(page))}
    fields = {row.name: " ".join(row.description) for row in rows_of(page)}
    names = facts["names"]
    assert [name for name, called in names["parameters"].items() if not printed[name].startswith(called)] == []
    assert [name for name, called in names["fields"].items() if not fields[name].startswith(called)] == []
    assert {*names["parameters"], *names["fields"]} == {row.name for row in rows_of(page)}


def test_no_row_is_overlooked(facts: Facts, page: VendorPage) -> None:
    """Without parsing tables: as many types as rows, and no name that the facts lack."""
    rows = [name for table in tables(facts) for name in table]
    assert sum(1 for line in page.lines if ROW_TYPE.fullmatch(line)) == len(rows)
    assert set(page.found(r"\b[a-z]+(?:_[a-z]+)+\b")) == {name for name in rows if "_" in name}


def test_what_is_mandatory(facts: Facts, page: VendorPage) -> None:
    printed = [MANDATORY[line] for line in page.lines if line in MANDATORY]
    assert printed == [fact["mandatory"] for table in tables(facts) for fact in table.values() if "mandatory" in fact]


def test_values(facts: Facts, page: VendorPage) -> None:
    """In the printed order, with duplicates, each with its meaning, and the operation and phase in it."""
    assert {row.name: row.values() for row in rows_of(page) if row.values()} == facts.get("values", {})


def test_no_value_is_overlooked(facts: Facts, page: VendorPage) -> None:
    listed = [entry["value"] for entries in facts.get("values", {}).values() for entry in entries]
    shown = VALUE.findall(json.dumps([response["example"] for response in facts["responses"].values()]))
    assert VALUE.findall(page.text) == listed + shown


def test_statuses(facts: Facts, page: VendorPage) -> None:
    """Each appears three times: above its fields, above its example, and in the table of statuses."""
    assert page.statuses() == list(facts["responses"]) * 3


def test_examples(facts: Facts, page: VendorPage) -> None:
    """Compared as text, because only text has the order of keys and distinguishes numbers from strings."""
    examples = [(status, response["example"]) for status, response in facts["responses"].items()]
    assert json.dumps(page.examples(), indent=1) == json.dumps(examples, indent=1)


def test_headers(facts: Facts, page: VendorPage) -> None:
    headers = facts["parameters"]["header"]
    named = {*headers, *(fact["taken_from"] for fact in headers.values())}
    assert set(page.found(r"\bX(?:-[A-Za-z]+)+")) == named


def test_fields_described_alike(facts: Facts, page: VendorPage) -> None:
    alike = [
        [one.name, other.name]
        for table in page.tables()
        for one, other in combinations(table, 2)
        if one.description[0].rstrip(".") == other.description[0].rstrip(".")
    ]
    assert alike == facts.get("described_alike", [])


def test_permission(facts: Facts, page: VendorPage) -> None:
    """Action, access level and alias, in this order; the columns between them have only dashes."""
    printed = page.found(r"(kps::\w+)\n(\w+)\n(?:- )?(kps(?::\w+)+)")
    assert printed == [tuple(permission.values()) for permission in stated(facts, "permission")]
    assert len(page.found(r"\bkps:")) == 2 * len(printed)


def test_authorization(facts: Facts, page: VendorPage) -> None:
    assert page.found(r"Each account .+(?=\.)") == stated(facts, "authorization")


def test_api_explorer(facts: Facts, page: VendorPage) -> None:
    printed = re.findall(r"https://[^)\s]+", page.markup)
    assert printed == stated(facts, "api_explorer")


def test_sdk_samples(facts: Facts, page: VendorPage) -> None:
    assert page.sdk() == facts.get("sdk", {})


def stated(facts: Facts, key: str) -> list[Any]:
    """What only some pages have, as a list of one or none."""
    return [facts[key]] if key in facts else []


def tables(facts: Facts) -> list[Facts]:
    """The tables in the order of every page: parameters by location, then the fields of each status and its objects."""
    found = list(facts["parameters"].values())
    for response in facts["responses"].values():
        bodies = [response["fields"], *response.get("objects", {}).values()]
        found.extend({name: {"type": kind} for name, kind in fields.items()} for fields in bodies)
    return found


def rows_of(page: VendorPage) -> list[Row]:
    """The rows of all tables."""
    return [row for table in page.tables() for row in table]
