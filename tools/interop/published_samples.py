"""The samples of the vendor's pages, read from the folder in KPS_VENDOR_PAGES. None are stored here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

PAGES_VARIABLE = "KPS_VENDOR_PAGES"
REGION = "cn-north-4"
LANGUAGES = ("Java", "Python", "Go")
OPERATIONS = {"show": "ListKeypairTask", "running": "ListRunningTask", "failed": "ListFailedTask"}
_PLACEHOLDERS = {"<YOUR REGION>": REGION, "<limit>": "10", "<offset>": "0"}
_PAGING = re.compile(r".*(?:<limit>|<offset>|request\.Limit|request\.Offset).*\n")

# From the first to the last words of a sample, on separate lines or on one line.
_SAMPLE = {
    "Java": re.compile(r"^package com\.huaweicloud\.sdk\.test;.*?(?:^}$|(?= \|$))", re.DOTALL | re.MULTILINE),
    "Python": re.compile(r"^# coding: utf-8.*?print\(e\.error_msg\)", re.DOTALL | re.MULTILINE),
    "Go": re.compile(r"^package main.*?(?:^}$|(?= \|$))", re.DOTALL | re.MULTILINE),
}
# The published samples omit what they request; this must be added.
_WITH_TASK_ID = {
    "Java": ("new ListKeypairTaskRequest()", 'new ListKeypairTaskRequest().withTaskId("{}")'),
    "Python": ("ListKeypairTaskRequest()", 'ListKeypairTaskRequest(task_id="{}")'),
    "Go": ("&model.ListKeypairTaskRequest{}", '&model.ListKeypairTaskRequest{{TaskId: "{}"}}'),
}


class PageError(Exception):
    """The pages have changed; the message says what is missing."""


@frozen
class Samples:
    """The programs of one language by what they request; `unset` is the published one, which names no task."""

    show: str
    unset: str
    running: str
    failed: str


def pages_at_hand() -> Path | None:
    """Return the folder with the vendor's pages, if the environment names one."""
    named = os.environ.get(PAGES_VARIABLE)
    return Path(named) if named else None


def read_samples(task_id: str, pages: Path) -> Mapping[str, Samples]:
    """Return the samples by language, ready to run. The corrected one requests *task_id*.

    Raises:
        PageError: A sample is missing or has changed.
    """
    texts = [path.read_text("utf-8") for path in sorted(pages.iterdir())]
    return {language: _ready(language, dict(_samples_in(texts, language)), task_id) for language in LANGUAGES}


def _samples_in(texts: list[str], language: str) -> Iterator[tuple[str, str]]:
    for operation, name in OPERATIONS.items():
        found = [match[0] for text in texts if (match := _SAMPLE[language].search(text)) and f"{name}Re" in match[0]]
        if len(found) != 1:
            raise PageError(f"{len(found)} samples of {name} in {language} in the pages, not 1")
        yield operation, found[0]


def _ready(language: str, published: Mapping[str, str], task_id: str) -> Samples:
    unset = _laid_out(published["show"], published["failed"], language)
    bare, named = _WITH_TASK_ID[language]
    if unset.count(bare) != 1:
        raise PageError(f"the sample of {OPERATIONS['show']} in {language} makes no request without a task")
    show = unset.replace(bare, named.format(task_id))
    programs = (show, unset, published["running"], published["failed"])
    return Samples(*(_filled(language, program) for program in programs))


def _laid_out(flat: str, sibling: str, language: str) -> str:
    """Give a sample that the page has on one line the layout of another one, if it has the same words."""
    text = _PAGING.sub("", sibling)
    for old, new in (("ListFailedTask", "ListKeypairTask"), ("listFailedTask", "listKeypairTask")):
        text = text.replace(old, new)
    text = text.replace("list_failed_task", "list_keypair_task")
    if text.split() != flat.split():
        raise PageError(f"the sample of {OPERATIONS['show']} in {language} cannot be laid out like its sibling")
    return text


def _filled(language: str, sample: str) -> str:
    for placeholder, value in _PLACEHOLDERS.items():
        sample = sample.replace(placeholder, value)
    # As published, no Go sample compiles: all use a package that none imports.
    return sample.replace('"fmt"\n', '"fmt"\n\t"os"\n', 1) if language == "Go" else sample
