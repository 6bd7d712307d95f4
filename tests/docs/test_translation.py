"""The Chinese spec: complete, valid, and a check that can fail."""

from __future__ import annotations

import copy
import json

import pytest
import yaml

from docs.site import other_clients, published, python_pages, translation
from docs.site.changelog import changelog
from docs.site.pages import WORDS
from kps_contract.overlay import OverlayError, apply
from kps_contract.spec import load, to_yaml

CHINESE = load(published.SOURCES["service"][1])


@pytest.fixture(scope="module")
def english():
    return published.translated("en")


@pytest.fixture(scope="module")
def chinese():
    return published.translated("zh")


@pytest.mark.parametrize(("name", "texts"), [("service", 200), ("control", 100)])
def test_every_text_is_translated(name, texts):
    english, chinese = (published.translated(language, name) for language in ("en", "zh"))
    assert translation.untranslated(english, chinese) == []
    assert len(list(translation.prose(english))) > texts


@pytest.mark.parametrize("name", published.SOURCES)
def test_only_texts_are_changed(name):
    def without_texts(document):
        document = copy.deepcopy(document)
        for at, _ in translation.prose(document):
            *way, last = at
            node = document
            for key in way:
                node = node[key]
            node[last] = ""
        return document

    english, chinese = (published.translated(language, name) for language in ("en", "zh"))
    assert json.dumps(without_texts(chinese), sort_keys=True) == json.dumps(without_texts(english), sort_keys=True)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda spec: spec["tags"][0].update(description="How it goes."), "tags.0.description: not translated"),
        (lambda spec: spec["info"].pop("description"), "info.description: lost"),
        (lambda spec: spec["info"].update(summary="概要"), "info.summary: not in the spec"),
        (
            lambda spec: spec["components"]["schemas"]["KnownErrorCode"]["x-enum-descriptions"].append("又一个。"),
            "x-enum-descriptions.45: not in the spec",
        ),
        (
            lambda spec: spec["components"]["parameters"]["TaskId"].update(description="The task's ID."),
            "parameters.TaskId.description: not translated",
        ),
    ],
)
def test_the_gate_fails(english, chinese, change, complaint):
    changed = copy.deepcopy(chinese)
    change(changed)
    (found,) = translation.untranslated(english, changed)
    assert complaint in found


def test_a_new_text_of_the_spec_makes_the_gate_fail(english):
    changed = copy.deepcopy(english)
    changed["components"]["schemas"]["KeypairTask"]["properties"]["new"] = {"type": "string", "description": "New one."}
    translated = apply(changed, CHINESE)
    (found,) = translation.untranslated(changed, translated)
    assert found == "components.schemas.KeypairTask.properties.new.description: not translated: 'New one.'"


def test_an_action_that_hits_nothing_is_an_error(english):
    changed = copy.deepcopy(english)
    del changed["x-kps-documentation-defects"][0]
    with pytest.raises(OverlayError, match="failed-reset-twice"):
        apply(changed, CHINESE)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_published_spec_has_samples_and_survives_yaml(language):
    spec = published.published(language)
    for operation in spec.operations().values():
        labels = [sample["label"] for sample in operation.content["x-codeSamples"]]
        assert labels == ["curl", "Python", "Python async", "Go", "TypeScript", "Java"]
    assert yaml.safe_load(to_yaml(spec.document)) == spec.document


def test_every_public_name_has_a_page():
    import kps_tasks
    import kps_tasks_mock

    pages = python_pages.page_names()
    documented = {name for names in pages.values() for name in names}
    public = {f"kps_tasks.{name}" for name in kps_tasks.__all__ if not name.startswith("__")}
    public |= {f"kps_tasks_mock.{name}" for name in kps_tasks_mock.__all__}
    assert documented == public
    for name in pages["credentials"]:
        assert issubclass(getattr(kps_tasks, name.removeprefix("kps_tasks.")), kps_tasks.StaticToken.__bases__[0]), name


def test_the_tables_of_clients_are_translated():
    chinese = other_clients.translated_clients()
    table = other_clients.measured_table(chinese)
    assert "| ID `..` | 否² |" in table
    assert "- 等待任务结束\n" in table
    assert "| Waits" not in table
    assert other_clients.measured_table({}).count("\n") == table.count("\n")


def test_a_missing_and_a_stale_text_of_the_tables_are_named():
    chinese = other_clients.translated_clients()
    del chinese["Missing fields"]
    chinese["Gone fields"] = "没有的字段"
    with pytest.raises(ValueError, match=r"not translated: Missing fields\n  not in clients/README\.md: Gone fields"):
        other_clients.measured_table(chinese)


def test_the_introduction_of_the_changelog_is_translated_as_long_as_its_english_stays():
    words = WORDS["zh"]["changelog"]
    assert "Public interface" not in changelog(**words)
    assert "Public interface" in changelog(**WORDS["en"]["changelog"])
    with pytest.raises(ValueError, match=r"words\.yaml has no introduction [0-9a-f]{8}: translate"):
        changelog(**words | {"introduction": {"introduction 00000000": "公共接口"}})
