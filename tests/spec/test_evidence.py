"""Each form of a response says where it was seen, and the documents count them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kps_contract.spec import openapi

KINDS = ("recorded", "documented", "inferred")
ROOT = Path(__file__).resolve().parents[2]


def evidence() -> Counter[str | None]:
    spec = openapi()
    responses = [*spec.document["components"]["responses"].values()]
    responses += [operation.content["responses"]["200"] for operation in spec.operations().values()]
    forms = [form for one in responses for form in one["content"]["application/json"]["examples"].values()]
    return Counter(form.get("x-kps-evidence") for form in forms)


def test_each_form_says_where_it_was_seen():
    assert {*evidence()} == {*KINDS}


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ("README.md", "{recorded} were recorded, {documented} are documented, {inferred} are inferred"),
        ("docs/guides/en/testing.md", "{recorded} were recorded, {documented} are documented, {inferred} are inferred"),
        (
            "docs/guides/zh/testing.md",
            "{recorded} 种有实际记录\uff0c{documented} 种有文档依据\uff0c{inferred} 种是推断",
        ),
    ],
)
def test_the_documents_count_them(document, sentence):
    counted = evidence()
    text = " ".join((ROOT / document).read_text("utf-8").split())
    assert sentence.format_map({kind: counted[kind] for kind in KINDS}) in text
