"""Applying overlays: the effect of each action, and that nothing fails silently."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from kps_contract.__main__ import main
from kps_contract.overlay import OverlayError, apply

DOCUMENT = {
    "info": {"title": "T", "tags": ["a"]},
    "paths": {"/one": {"get": {"summary": "one"}}, "/two": {"get": {"summary": "two"}}},
    "list": [{"name": "x"}, {"name": "y"}, {"name": "x"}],
}


def with_actions(*actions: dict[str, Any]) -> dict[str, Any]:
    return {"overlay": "1.0.0", "info": {"title": "T", "version": "1"}, "actions": list(actions)}


def changed(target: str, **action: Any) -> Any:
    before = deepcopy(DOCUMENT)
    result = apply(DOCUMENT, with_actions({"target": target, **action}))
    assert before == DOCUMENT
    return result


def test_an_object_is_merged_key_by_key_and_lists_grow() -> None:
    info = changed("$.info", update={"title": "U", "tags": ["b"], "more": {"deep": 1}})["info"]
    assert info == {"title": "U", "tags": ["a", "b"], "more": {"deep": 1}}


def test_an_update_of_a_list_is_added_at_its_end() -> None:
    assert changed("$.list", update={"name": "z"})["list"] == [*DOCUMENT["list"], {"name": "z"}]


def test_every_hit_gets_a_copy_of_its_own() -> None:
    paths = changed("$.paths.*.get", update={"extra": {"n": 1}})["paths"]
    assert [item["get"]["extra"] for item in paths.values()] == [{"n": 1}, {"n": 1}]
    assert paths["/one"]["get"]["extra"] is not paths["/two"]["get"]["extra"]


def test_all_hits_are_removed_also_from_a_list() -> None:
    assert changed("$.list[?@.name == 'x']", remove=True)["list"] == [{"name": "y"}]
    assert changed("$.paths['/one']", remove=True)["paths"].keys() == {"/two"}


def test_actions_follow_each_other() -> None:
    result = apply(DOCUMENT, with_actions({"target": "$", "update": {"new": {}}}, {"target": "$.new", "remove": True}))
    assert result == DOCUMENT


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({"target": "$.nothing", "update": {}}, r"actions\.0, target \$\.nothing: hits nothing"),
        ({"target": "$.list[?@.name == 'q']", "remove": True}, "hits nothing"),
        ({"target": "$.info.title", "update": {}}, "plain value"),
        ({"target": "$.info", "update": 3}, "must be an object"),
        ({"target": "$", "remove": True}, "whole description"),
        ({"target": "$.info"}, "either an update or remove"),
        ({"target": "$.info", "remove": False}, "either an update or remove"),
        ({"target": "$.info", "remove": True, "update": {}}, "either an update or remove"),
        ({"target": "$.in fo[", "update": {}}, "target"),
        ({"target": "info", "update": {}}, r'actions\.0\.target: "info" does not match'),
        ({"update": {}}, r'actions\.0: "target" is a required property'),
        ({"target": "$.info", "updte": {}}, "'updte'"),
    ],
)
def test_an_action_that_does_not_fit_is_an_error(action: dict[str, Any], message: str) -> None:
    with pytest.raises(OverlayError, match=message):
        apply(DOCUMENT, with_actions(action))


def test_an_overlay_is_held_to_its_schema() -> None:
    for change in ({"overlay": "2.0.0"}, {"actions": []}, {"info": {"title": "T"}}, {"other": 1}):
        with pytest.raises(OverlayError):
            apply(DOCUMENT, with_actions({"target": "$.info", "update": {}}) | change)


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_command_writes_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = write(tmp_path / "d.yaml", yaml.safe_dump({"info": {"title": "标题"}}))
    names = [
        write(tmp_path / f"{key}.yaml", yaml.safe_dump(with_actions({"target": "$.info", "update": {key: "值"}})))
        for key in ("one", "two")
    ]
    out = tmp_path / "out.yaml"
    assert main(["overlay", document, *names, "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == "info:\n  title: 标题\n  one: 值\n  two: 值\n"
    assert main(["overlay", document, *names]) == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "No such file"),
        ("- a", "is not a YAML mapping"),
        ("a: [", "o.yaml: while parsing"),
        ("a: 1\na: 2", "twice in one mapping: a"),
        (
            yaml.safe_dump(with_actions({"target": "$.no", "update": {}})),
            "o.yaml: actions.0, target $.no: hits",
        ),
    ],
)
def test_command_says_in_one_line_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, message: str
) -> None:
    document, out = write(tmp_path / "d.yaml", "info: {}"), tmp_path / "out.yaml"
    if text is not None:
        write(tmp_path / "o.yaml", text)
    assert main(["overlay", document, str(tmp_path / "o.yaml"), "-o", str(out)]) == 1
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not out.exists()
