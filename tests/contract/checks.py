"""What every good answer must have and no schema of a tolerant client says; loaded into schemathesis as checks."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.check
def good_answers_say_what_was_asked(context: Any, response: Any, case: Any) -> None:
    """Hold a 200 to the request: the page that was asked for, or the task."""
    if response.status_code != 200 or case.method != "GET":
        return
    body = response.json()
    assert "error_code" not in body, "200 with an error"
    if case.operation.path.endswith("/{task_id}"):
        assert body.get("task_id") == case.path_parameters["task_id"], "the task is not the one that was asked for"
        assert isinstance(body.get("task_status"), str), "the task has no status"
        return
    total, tasks = body.get("total"), body.get("tasks")
    assert isinstance(total, int), "the page has no total"
    assert isinstance(tasks, list), "the page has no tasks"
    limit, offset = (_number(case.query, name, default) for name, default in (("limit", 1000), ("offset", 0)))
    if limit is not None and offset is not None:
        expected = min(limit, max(0, total - offset))
        assert len(tasks) == expected, f"{len(tasks)} tasks for limit {limit}, offset {offset}, total {total}"


def _number(query: Any, name: str, default: int) -> int | None:
    """Return a number of the query, its default if it is not sent, None if it is no number."""
    value = (query or {}).get(name, default)
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
