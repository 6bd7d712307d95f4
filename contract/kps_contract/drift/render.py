"""The drift report as text, as JSON, and as a proposed change to the spec."""

from __future__ import annotations

import json
from typing import Any

import yaml

from ..findings import counted
from .compare import Drift, Occurrences

TITLES = {
    "values": "New values",
    "variants": "Sent, and not properly documented",
    "extra": "New fields",
    "missing": "Missing fields",
    "nulls": "Null where the spec has a string",
    "types": "Type differs from the spec",
    "times": "Times in another format",
    "unreadable": "Bodies that cannot be read",
    "statuses": "New statuses",
}
Probed = dict[str, dict[str, str]]


def as_text(drift: Drift, probed: Probed) -> str:
    """Return the report for people."""
    lines = [f"{counted(drift.responses, 'response')} compared with openapi.yaml."]
    for kind, title in TITLES.items():
        found: dict[tuple[str, str], Occurrences] = getattr(drift, kind)
        if found:
            lines += ["", title]
            lines += [f"  {' '.join(filter(None, about))}: {_often(seen)}" for about, seen in sorted(found.items())]
    if not any(getattr(drift, kind) for kind in TITLES):
        lines += ["", "The service sent nothing that is not in the spec."]
    if drift.never:
        lines += ["", "In the spec, but not sent", *_grouped(drift.never)]
    if probed:
        lines += ["", "Open questions"]
        lines += [f"  {about['question']}\n    {about['answer']}" for about in probed.values()]
    return "\n".join(lines)


def _grouped(texts: list[str]) -> list[str]:
    """Put what belongs to one operation or schema on one line."""
    groups: dict[str, list[str]] = {}
    for text in texts:
        about, _, what = text.replace(".", " ").partition(" ")
        groups.setdefault(about, []).append(what)
    return [f"  {about}: {', '.join(found)}" for about, found in groups.items()]


def _often(seen: Occurrences) -> str:
    first = f", first {seen.first}" if seen.first else ""
    what = "response" if any(one.startswith("response ") for one in seen.of) else "task"
    return f"{counted(seen.count, what)}{first}"


def as_json(drift: Drift, probed: Probed) -> str:
    """Return the report for programs."""
    report: dict[str, Any] = {"answers": drift.responses}
    for kind in TITLES:
        report[kind] = [
            {"about": about, "what": what, "count": seen.count, "first_seen": seen.first}
            for (about, what), seen in sorted(getattr(drift, kind).items())
        ]
    return json.dumps(report | {"never": drift.never, "probes": probed}, ensure_ascii=False, indent=2)


def as_overlay(drift: Drift) -> str | None:
    """Return a proposed change to openapi.yaml as an overlay; None if none is needed."""
    actions = [*_new_values(drift), *_new_fields(drift), *_new_nulls(drift), *_new_types(drift), *_new_times(drift)]
    if not actions:
        return None
    info = {"title": "Responses observed from the service", "version": "1.0.0"}
    overlay = {"overlay": "1.0.0", "info": info, "actions": actions}
    return yaml.safe_dump(overlay, sort_keys=False, allow_unicode=True, width=120)


def _new_values(drift: Drift) -> list[dict[str, Any]]:
    actions = []
    for (schema, value), seen in sorted(drift.values.items()):
        words = f"Observed: {_often(seen)}; to be described."
        update = {
            "enum": [value],
            "x-enum-descriptions": [words],
            "x-kps-values": {value: {"operation": "unknown", "evidence": "seen", "seen": words}},
        }
        actions.append({"target": f"$.components.schemas.{schema}", "update": update})
    return actions


def _new_fields(drift: Drift) -> list[dict[str, Any]]:
    actions = []
    for (place, kind), seen in sorted(drift.extra.items()):
        schema, _, name = place.partition(".")
        content: dict[str, Any] = {"description": f"Observed: {_often(seen)}; to be described."}
        content |= {"nullable": True} if kind == "null" else {"type": kind}
        target = f"$.components.schemas.{schema}.properties"
        actions.append({"target": target, "update": {name: content}})
    return actions


def _new_nulls(drift: Drift) -> list[dict[str, Any]]:
    places = [place.partition(".") for place, _ in sorted(drift.nulls)]
    return [
        {"target": f"$.components.schemas.{schema}.properties.{name}", "update": {"nullable": True}}
        for schema, _, name in places
    ]


def _new_types(drift: Drift) -> list[dict[str, Any]]:
    """Propose the type received for a field; a whole schema of another type is left to a person."""
    places = [(place.partition("."), kind) for (place, kind) in sorted(drift.types) if "." in place]
    return [
        {"target": f"$.components.schemas.{schema}.properties.{name}", "update": {"type": kind}}
        for (schema, _, name), kind in places
    ]


def _new_times(drift: Drift) -> list[dict[str, Any]]:
    actions = []
    for (place, form), seen in sorted(drift.times.items()):
        schema, _, name = place.partition(".")
        update = {"x-kps-forms": [f"{form}: {_often(seen)}"]}
        actions.append({"target": f"$.components.schemas.{schema}.properties.{name}", "update": update})
    return actions
