"""The samples of the vendor's pages, found and prepared. Without the pages, those of an invented one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.interop import published_samples
from tools.interop.published_samples import PAGES_VARIABLE, PageError, pages_at_hand, read_samples

MADE_UP = {
    "Java": "package com.huaweicloud.sdk.test;\n{name}Request r = new {name}Request();\n{paging}x\n}}\n",
    "Python": "# coding: utf-8\nr = {name}Request()\n{paging}x('<YOUR REGION>')\nprint(e.error_msg)\n",
    "Go": 'package main\n"fmt"\nr := &model.{name}Request{{}}\n{paging}x\n}}\n',
}


def page(operation: str, *, flat: bool = False, paging: str = "y(<limit>)\n") -> str:
    """A page with one sample per language."""
    texts = [text.format(name=operation, paging=paging) for text in MADE_UP.values()]
    return "\n".join(" ".join(text.split()) + " |" if flat else text for text in texts)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "0").write_text(page("ListKeypairTask", flat=True, paging=""))
    (tmp_path / "1").write_text(page("ListFailedTask"))
    (tmp_path / "2").write_text(page("ListRunningTask"))
    return tmp_path


def test_a_flat_sample_gets_its_lines_back(pages: Path) -> None:
    assert read_samples("T", pages)["Python"].unset.splitlines() == [
        "# coding: utf-8",
        "r = ListKeypairTaskRequest()",
        "x('cn-north-4')",
        "print(e.error_msg)",
    ]


def test_placeholders_are_filled(pages: Path) -> None:
    samples = read_samples("T", pages)
    assert "y(10)" in samples["Java"].failed
    assert "y(10)" in samples["Java"].running


def test_the_corrected_sample_names_the_task(pages: Path) -> None:
    samples = read_samples("T-1", pages)
    assert 'ListKeypairTaskRequest(task_id="T-1")' in samples["Python"].show
    assert 'new ListKeypairTaskRequest().withTaskId("T-1")' in samples["Java"].show
    assert '&model.ListKeypairTaskRequest{TaskId: "T-1"}' in samples["Go"].show
    assert "T-1" not in samples["Go"].unset


def test_the_import_that_go_needs_is_added(pages: Path) -> None:
    assert '"fmt"\n\t"os"\n' in read_samples("T", pages)["Go"].running


def test_a_flat_sample_with_other_words_is_refused(pages: Path) -> None:
    (pages / "0").write_text(page("ListKeypairTask", flat=True, paging="").replace("x('", "z('"))
    with pytest.raises(PageError, match="in Python cannot be laid out"):
        read_samples("T", pages)


def test_a_missing_sample_is_named(pages: Path) -> None:
    (pages / "2").unlink()
    with pytest.raises(PageError, match="0 samples of ListRunningTask in Java"):
        read_samples("T", pages)


@pytest.mark.skipif(pages_at_hand() is None, reason=f"{PAGES_VARIABLE} does not say where the vendor's pages are")
def test_the_pages_have_them_all() -> None:
    pages = pages_at_hand()
    assert pages
    samples = read_samples("T-1", pages)
    assert list(samples) == list(published_samples.LANGUAGES)
    for one in samples.values():
        assert not any("<YOUR REGION>" in program for program in (one.show, one.unset, one.running, one.failed))
        assert "<limit>" not in one.running
        assert "T-1" in one.show
        assert len(one.unset.splitlines()) > 25
