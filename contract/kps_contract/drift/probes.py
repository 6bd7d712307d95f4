"""The open questions about the service, each with the GETs that answer it, given a credential."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from ..description import FAILED, LISTS, RUNNING, SHOW, paths
from ..questions import UNKNOWN
from ..relations.response import Response
from .compare import time_form

Send = Callable[[str, dict[str, str]], Response]
NOTHING = "no task to test with"


@frozen
class Probe:
    """A question and how to answer it.

    Attributes:
        name: Short name.
        question: What is unknown.
        ask: Sends GETs and returns the answer in words.
    """

    name: str
    question: str
    ask: Callable[[Prober], str]


class Prober:
    """Send the requests of the probes: only GET, with the one credential.

    Args:
        project_id: The project.
        send: Sends a GET for a path with additional headers, and returns the response.
    """

    def __init__(self, project_id: str, send: Send) -> None:
        self._project_id = project_id
        self._send = send
        self._kept: dict[str, Response] = {}

    def get(self, operation: str, query: str = "", task_id: str = UNKNOWN, **headers: str) -> Response:
        """Send a request for an operation; the same request is sent only once."""
        path = paths()[operation].format(project_id=self._project_id, task_id=task_id)
        return self.path(f"{path}?{query}" if query else path, **headers)

    def path(self, path: str, **headers: str) -> Response:
        """Send a GET for a path."""
        key = f"{path} {headers}"
        if key not in self._kept:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            self._kept[key] = self._send(path, sent)
        return self._kept[key]

    @property
    def project_id(self) -> str:
        """The project."""
        return self._project_id

    def values(self, operation: str, name: str) -> list[Any]:
        """Return the values of a field on the first page of a list."""
        return [row.get(name) for row in self.get(operation).rows]


def run_probes(prober: Prober) -> dict[str, dict[str, str]]:
    """Run all probes; return question and answer by the name of the probe."""
    return {probe.name: {"question": probe.question, "answer": probe.ask(prober)} for probe in PROBES}


def _told(answer: Response) -> str:
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status == 200:
        return f"200 with {len(answer.rows)} tasks" if "tasks" in body else "200"
    return f"{answer.status} {body.get('error_code', 'without a code')} {body.get('error_msg', '')}".strip()


def _distinct(values: Iterable[Any]) -> str:
    """Format each distinct value once; an empty string and null are shown differently."""
    return (
        ", ".join(sorted({value if isinstance(value, str) and value else json.dumps(value) for value in values}))
        or NOTHING
    )


def _states(prober: Prober) -> str:
    ids = [task_id for operation in LISTS for task_id in prober.values(operation, "task_id")[:5]]
    shown = [prober.get(SHOW, task_id=str(task_id)) for task_id in ids]
    return _distinct(answer.body.get("task_status") for answer in shown if isinstance(answer.body, dict))


def _numbers(prober: Prober) -> str:
    queries = ("limit=0", "limit=1001", "offset=-1", "offset=100001")
    told = ((operation, query, _told(prober.get(operation, query))) for operation in LISTS for query in queries)
    return "; ".join(f"{operation} {query}: {answer}" for operation, query, answer in told)


def _other_project(prober: Prober) -> str:
    other = prober.project_id[1:] + prober.project_id[:1]
    return _told(prober.path(paths()[RUNNING].format(project_id=other)))


def _order(prober: Prober) -> str:
    told = []
    for operation in LISTS:
        times = [str(value) for value in prober.values(operation, "task_time")]
        if len(set(times)) < 2:
            told.append(f"{operation}: {NOTHING}")
        else:
            way = {tuple(sorted(times)): "oldest first", tuple(sorted(times, reverse=True)): "newest first"}
            told.append(f"{operation}: {way.get(tuple(times), 'not by task_time')}")
    return "; ".join(told)


def _total(prober: Prober) -> str:
    told = []
    for operation in LISTS:
        whole, one = prober.get(operation), prober.get(operation, "limit=1")
        totals = [answer.body.get("total") for answer in (whole, one) if isinstance(answer.body, dict)]
        told.append(f"{operation}: {totals} with {len(whole.rows)} and {len(one.rows)} tasks on the page")
    return "; ".join(told)


def _retention(prober: Prober) -> str:
    times = [int(value) for value in prober.values(FAILED, "task_time") if re.fullmatch("[0-9]{13}", str(value))]
    if not times:
        return NOTHING
    return f"{len(times)} failures, the oldest of {datetime.fromtimestamp(min(times) / 1000, UTC):%Y-%m-%d}"


def _time(prober: Prober) -> str:
    values = [value for operation in LISTS for value in prober.values(operation, "task_time")]
    odd = [value for value in values if time_form(value)]
    forms = sorted(
        {f"{time_form(value)}, such as {json.dumps(value)}" for value in odd[:1]} | set(map(time_form, odd[1:]))
    )
    return f"{len(values) - len(odd)} of {len(values)} have 13 digits; others: {'; '.join(forms) or 'none'}"


def _language(prober: Prober) -> str:
    messages = [_told(prober.get(SHOW, x_language=language)) for language in ("en-us", "zh-cn")]
    return f"{'differs' if len(set(messages)) > 1 else 'makes no difference'}: {'; '.join(messages)}"


PROBES = [
    Probe("states", "Which states do tasks have: replacements, bindings?", _states),
    Probe(
        "running types",
        "What is operate_type in the running list?",
        lambda p: _distinct(p.values(RUNNING, "operate_type")),
    ),
    Probe(
        "failed types",
        "What is operate_type in the failed list, also of a binding?",
        lambda p: _distinct(p.values(FAILED, "operate_type")),
    ),
    Probe(
        "unknown task",
        "What is the response for a well-formed but unknown task ID?",
        lambda p: _told(p.get(SHOW)),
    ),
    Probe("other project", "What is the response for another project?", _other_project),
    Probe("numbers", "What is the response for limits and offsets out of range?", _numbers),
    Probe("order", "How are the lists sorted?", _order),
    Probe("total", "Does total count the list or the page?", _total),
    Probe("retention", "How old are the oldest failures?", _retention),
    Probe("task time", "Is task_time always 13 digits, or sometimes empty?", _time),
    Probe("language", "Does X-Language have an effect?", _language),
    Probe(
        "error codes of tasks",
        "Which values does task_error_code have?",
        lambda p: _distinct(p.values(FAILED, "task_error_code")),
    ),
    Probe(
        "not found",
        "Who sends 404, the gateway or the service?",
        lambda p: _told(p.path(f"/v3/{p.project_id}/tasks")),
    ),
]
