"""Answers at the wrong time: slow ones, and tasks that do not go the way they should."""

from __future__ import annotations

from attrs import evolve

from kps_tasks_mock import Request
from kps_tasks_mock._messages import Response
from kps_tasks_mock._state import Task

from .variant import (
    TIME,
    Body,
    Variant,
    asks_for,
    change,
    each_row,
    is_page,
    is_task,
    later,
    sleep,
    variant,
    with_tasks,
)


@variant(TIME)
def some_answers_are_slow(mock: Variant, request: Request) -> Response:
    if request.number in (60, 460, 470):
        sleep(4)
    return mock.honest(request)


@variant(TIME)
def time_goes_on_by_itself(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"task_time": str(int(row["task_time"]) + request.number)})


@variant(TIME)
def tasks_never_end(mock: Variant, request: Request) -> Response:
    return mock.honest(request, evolve(mock.state, now=min(mock.state.now, 9_000)))


@variant(TIME)
def tasks_end_too_early(mock: Variant, request: Request) -> Response:
    return mock.honest(request, later(mock.state, mock.state.now / 5_000))


@variant(TIME)
def lists_lag_behind(mock: Variant, request: Request) -> Response:
    behind = evolve(mock.state, now=max(0, mock.state.now - 5_000))
    return mock.honest(request, mock.state if asks_for(request, "/tasks/") else behind)


@variant(TIME)
def one_task_lags_behind(mock: Variant, request: Request) -> Response:
    behind = evolve(mock.state, now=max(0, mock.state.now - 5_000))
    return mock.honest(request, behind if asks_for(request, "/tasks/") else mock.state)


@variant(TIME)
def time_goes_back(mock: Variant, request: Request) -> Response:
    back = evolve(mock.state, now=mock.state.now // 2)
    return mock.honest(request, back if request.number % 2 else mock.state)


@variant(TIME)
def failures_vanish(mock: Variant, request: Request) -> Response:
    if asks_for(request, "failed-tasks") and mock.state.now:
        return mock.honest(request, evolve(mock.state, now=0))
    return mock.honest(request)


@variant(TIME)
def ended_tasks_are_forgotten(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if is_task(response) and b"SUCCESS" in response.body and mock.state.now:
        return mock.honest(evolve(request, path=request.path + "0"))
    return response


@variant(TIME)
def every_task_succeeds(mock: Variant, request: Request) -> Response:
    def lucky(task: Task) -> Task:
        steps = [(since, status.replace("FAILED", "SUCCESS") if since else status) for since, status in task.timeline]
        return evolve(task, timeline=tuple(steps))

    return mock.honest(request, with_tasks(mock, lucky))


@variant(TIME)
def ready_is_called_running(mock: Variant, request: Request) -> Response:
    def early(task: Body) -> Body:
        return task | {"task_status": task["task_status"].replace("READY", "RUNNING")}

    return change(mock.honest(request), early, is_task)


@variant(TIME)
def answers_are_of_the_last_look(mock: Variant, request: Request) -> Response:
    """A cache that is never emptied."""
    response = mock.honest(request)
    if not is_page(response):
        return response
    kept = mock.memory.setdefault(f"{request.path}?{request.query}", response)
    return evolve(
        response,
        body=kept.body,
        headers=tuple(
            (name, str(len(kept.body)) if name == "Content-Length" else value) for name, value in response.headers
        ),
    )
