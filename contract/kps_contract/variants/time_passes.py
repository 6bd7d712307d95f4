"""Responses at the wrong time: slow ones, and tasks that do not progress as they should."""

from __future__ import annotations

import json
from collections.abc import Callable

from attrs import evolve

from kps_tasks_mock import Request
from kps_tasks_mock._messages import Response
from kps_tasks_mock._tasks import Task

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
    if request.number % 400 == 60:
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


def seconds_since_end(mock: Variant, task: Task) -> float:
    """Return how long ago a task with a schedule ended; a negative number for other tasks."""
    since, _ = task.timeline[-1]
    return (mock.state.now - since) / 1000 if len(task.timeline) > 1 else -1.0


def asked_task(mock: Variant, request: Request) -> Task | None:
    """Return the task that is requested by ID."""
    known = mock.state.projects[mock.project_id].tasks
    return known.get(request.path.rpartition("/")[2]) if asks_for(request, "/tasks/") else None


def said_instead(mock: Variant, request: Request, edit: Callable[[str], str], within: tuple[float, float]) -> Response:
    """Change the reported state of a task that ended so many seconds ago."""
    task = asked_task(mock, request)
    if task is None or not within[0] <= seconds_since_end(mock, task) < within[1]:
        return mock.honest(request)
    return change(mock.honest(request), lambda body: body | {"task_status": edit(body["task_status"])}, is_task)


@variant(TIME)
def success_turns_out_a_failure(mock: Variant, request: Request) -> Response:
    return said_instead(mock, request, lambda status: status.replace("SUCCESS", "FAILED"), (3, 10**9))


@variant(TIME)
def failure_turns_out_a_success(mock: Variant, request: Request) -> Response:
    return said_instead(mock, request, lambda status: status.replace("FAILED", "SUCCESS"), (0, 3))


@variant(TIME)
def ended_task_runs_again(mock: Variant, request: Request) -> Response:
    return said_instead(mock, request, lambda status: "RUNNING_" + status.partition("_")[2], (4, 10**9))


@variant(TIME)
def operation_changes_at_the_end(mock: Variant, request: Request) -> Response:
    return said_instead(mock, request, lambda status: status.replace("UNBIND", "RESET"), (0, 10**9))


@variant(TIME)
def task_is_unknown_for_a_moment(mock: Variant, request: Request) -> Response:
    task = asked_task(mock, request)
    if task is not None and 0 <= seconds_since_end(mock, task) < 2:
        return mock.honest(evolve(request, path=request.path + "0"))
    return mock.honest(request)


@variant(TIME)
def server_changes_at_the_end(mock: Variant, request: Request) -> Response:
    task = asked_task(mock, request)
    if task is not None and seconds_since_end(mock, task) >= 0:
        return change(mock.honest(request), lambda body: body | {"server_id": body["task_id"]}, is_task)
    return mock.honest(request)


def listed_if(mock: Variant, request: Request, name: str, keep: Callable[[Task], bool]) -> Response:
    """Omit tasks from a list."""
    state = with_tasks(mock, lambda task: task if keep(task) else None) if asks_for(request, name) else mock.state
    return mock.honest(request, state)


@variant(TIME)
def new_failures_are_not_listed(mock: Variant, request: Request) -> Response:
    return listed_if(mock, request, "failed-tasks", lambda task: seconds_since_end(mock, task) < 0)


@variant(TIME)
def failures_are_listed_late(mock: Variant, request: Request) -> Response:
    return listed_if(mock, request, "failed-tasks", lambda task: not 0 <= seconds_since_end(mock, task) < 12)


@variant(TIME)
def failures_leave_after_a_while(mock: Variant, request: Request) -> Response:
    return listed_if(mock, request, "failed-tasks", lambda task: seconds_since_end(mock, task) < 4)


@variant(TIME)
def ended_tasks_are_still_running(mock: Variant, request: Request) -> Response:
    """The running list keeps a task for some seconds, although it is already in the failed list."""
    behind = evolve(mock.state, now=max(0, mock.state.now - 3_000))
    return mock.honest(request, behind if asks_for(request, "running-tasks") else mock.state)


@variant(TIME)
def every_second_look_is_old(mock: Variant, request: Request) -> Response:
    old = evolve(mock.state, now=max(0, mock.state.now - 4_000))
    return mock.honest(request, old if request.number % 2 and asks_for(request, "/tasks/") else mock.state)


@variant(TIME)
def state_is_kept_from_the_first_look(mock: Variant, request: Request) -> Response:
    """A cache of single tasks that is never emptied."""
    response = mock.honest(request)
    if not is_task(response):
        return response
    status = json.loads(response.body)["task_status"]
    kept = mock.memory.setdefault(request.path, status)
    return change(response, lambda body: body | {"task_status": kept})
