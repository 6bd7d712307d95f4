"""Lists longer than the largest documented offset can reach."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import httpx
import pytest

from kps_tasks import Client, InvalidResponseError, StaticToken
from kps_tasks._flows.failures import Failures
from kps_tasks._flows.pace import Pace
from kps_tasks._flows.polling import Poller
from kps_tasks._flows.retry import NO_RETRY
from kps_tasks._http.response import APIResponse
from kps_tasks._http.steps import Call
from kps_tasks_client import facts

LARGEST, PAGE = facts.OFFSET[-1], facts.LIMIT[-1]
FULL_PAGE = json.dumps({"total": LARGEST + 50 * PAGE, "tasks": [{"task_id": "another"}] * PAGE}).encode()


def offsets_of(flow: Generator[Any, Any, Any]) -> list[int]:
    """Respond to each page with unrelated tasks until the flow ends or requests a single task; return the offsets."""
    asked, result = [], None
    try:
        while True:
            step = flow.send(result)
            result = 0.0
            if isinstance(step, Call):
                params = step.build("project").params
                if "offset" not in params:
                    break
                asked.append(params["offset"])
                result = APIResponse("GET", 200, {}, FULL_PAGE, str)
    except StopIteration:
        pass
    return asked


def test_waiting_asks_for_each_task_that_no_page_can_reach():
    poller = Poller({f"task-{number}": None for number in range(1000)}, NO_RETRY, Pace())
    asked = offsets_of(poller.poll())
    assert asked == list(range(0, LARGEST + 1, PAGE))


def test_failures_are_looked_for_wherever_a_page_can_begin():
    reader = Failures(NO_RETRY, Pace())
    first = offsets_of(reader.explain(["task"]))
    assert set(range(0, LARGEST + 1, PAGE)) <= set(first)
    assert max(first) == LARGEST
    reader.at_end = True  # records were found beyond the middle before
    assert offsets_of(reader.explain(["task"]))[0] == LARGEST


@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_list_is_read_to_the_end_of_the_last_page(concurrency):
    total, start, asked = LARGEST + 2 * PAGE, LARGEST - 2 * PAGE, []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(int(request.url.params["offset"]))
        rows = [{"task_id": f"t{number}"} for number in range(asked[-1], min(asked[-1] + PAGE, total))]
        return httpx.Response(200, json={"total": total, "tasks": rows})

    transport = httpx.MockTransport(respond)
    found = []
    with (
        Client(endpoint="https://kps.test", project_id="p", auth=StaticToken("t"), transport=transport) as kps,
        pytest.raises(InvalidResponseError, match=f"beyond the largest offset, {LARGEST}; total is {total}"),
    ):
        found.extend(kps.tasks.list_failed(offset=start, concurrency=concurrency))
    assert len(found) == LARGEST + PAGE - start
    assert max(asked) == LARGEST
