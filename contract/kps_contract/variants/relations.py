"""Responses that are valid one by one, but contradict each other."""

from __future__ import annotations

import json
import random

from attrs import evolve

from kps_tasks_mock import Request
from kps_tasks_mock._messages import Response
from kps_tasks_mock._tasks import Task

from .variant import (
    RELATIONS,
    Body,
    Variant,
    ask_as,
    asks_for,
    change,
    each_row,
    is_page,
    is_task,
    number,
    variant,
    with_tasks,
)


def paged(request: Request, limit: int, offset: int) -> Request:
    """Return the request for another page."""
    return ask_as(request, query=f"limit={limit}&offset={offset}")


def good(request: Request) -> bool:
    """Whether limit and offset are plain numbers or missing."""
    return all(part.partition("=")[2].isdecimal() for part in request.query.split("&") if part)


@variant(RELATIONS)
def limit_is_ignored(mock: Variant, request: Request) -> Response:
    return mock.honest(paged(request, 1000, number(request, "offset", 0)) if good(request) else request)


@variant(RELATIONS)
def offset_is_ignored(mock: Variant, request: Request) -> Response:
    """The page has the right length, but is always the first."""
    first = json.loads(mock.honest(ask_as(request, query="")).body)

    def beginning(page: Body) -> Body:
        return page | {"tasks": first["tasks"][: len(page["tasks"])]}

    return change(mock.honest(request), beginning, is_page)


@variant(RELATIONS)
def offset_counts_from_1(mock: Variant, request: Request) -> Response:
    offset = number(request, "offset", 0)
    limit = number(request, "limit", 1000)
    ok = good(request) and offset > 0 and 1 <= limit <= 1000
    return mock.honest(paged(request, limit, offset - 1) if ok else request)


@variant(RELATIONS)
def offset_counts_pages(mock: Variant, request: Request) -> Response:
    offset, limit = number(request, "offset", 0), number(request, "limit", 1000)
    ok = good(request) and 0 < offset * limit <= 100_000 and limit <= 1000
    return mock.honest(paged(request, limit, offset * limit) if ok else request)


@variant(RELATIONS)
def one_task_too_many(mock: Variant, request: Request) -> Response:
    limit, offset = number(request, "limit", 1000), number(request, "offset", 0)
    ok = good(request) and 1 <= limit < 1000 and offset <= 100_000
    return mock.honest(paged(request, limit + 1, offset) if ok else request)


@variant(RELATIONS)
def last_page_is_lost(mock: Variant, request: Request) -> Response:
    limit = number(request, "limit", 1000)

    def only_if_full(page: Body) -> Body:
        return page | {"tasks": page["tasks"] if len(page["tasks"]) == limit else []}

    return change(mock.honest(request), only_if_full, is_page)


@variant(RELATIONS)
def limit_is_at_most_10(mock: Variant, request: Request) -> Response:
    limit, offset = number(request, "limit", 1000), number(request, "offset", 0)
    ok = good(request) and 10 < limit <= 1000 and offset <= 100_000
    return mock.honest(paged(request, 10, offset) if ok else request)


@variant(RELATIONS)
def default_limit_is_10(mock: Variant, request: Request) -> Response:
    ok = good(request) and "limit" not in request.query
    return mock.honest(paged(request, 10, number(request, "offset", 0)) if ok else request)


@variant(RELATIONS)
def past_the_end_begins_anew(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if is_page(response) and b'"tasks":[]' in response.body:
        return mock.honest(paged(request, min(1000, number(request, "limit", 1000)), 0))
    return response


@variant(RELATIONS)
def total_counts_the_page(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page | {"total": len(page["tasks"])}, is_page)


@variant(RELATIONS)
def total_counts_what_is_left(mock: Variant, request: Request) -> Response:
    offset = number(request, "offset", 0)
    return change(mock.honest(request), lambda page: page | {"total": max(0, page["total"] - offset)}, is_page)


@variant(RELATIONS)
def total_is_one_too_many(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page | {"total": page["total"] + 1}, is_page)


@variant(RELATIONS)
def total_counts_both_lists(mock: Variant, request: Request) -> Response:
    project = mock.state.projects[mock.project_id]
    both = len(project.running(0)) + len(project.failed(0))
    return change(mock.honest(request), lambda page: page | {"total": both}, is_page)


@variant(RELATIONS)
def total_counts_other_projects(mock: Variant, request: Request) -> Response:
    others = [project for project_id, project in mock.state.projects.items() if project_id != mock.project_id]
    more = sum(len(project.running(0)) for project in others) if asks_for(request, "running-tasks") else 0
    return change(mock.honest(request), lambda page: page | {"total": page["total"] + more}, is_page)


@variant(RELATIONS)
def order_changes_with_each_answer(mock: Variant, request: Request) -> Response:
    def shuffled(page: Body) -> Body:
        return page | {"tasks": random.Random(request.number).sample(page["tasks"], len(page["tasks"]))}

    return change(mock.honest(request), shuffled, is_page)


@variant(RELATIONS)
def pages_are_sorted_by_themselves(mock: Variant, request: Request) -> Response:
    def in_order(page: Body) -> Body:
        return page | {"tasks": sorted(page["tasks"], key=lambda row: str(row["task_id"]))}

    return change(mock.honest(request), in_order, is_page)


@variant(RELATIONS)
def later_pages_go_backwards(mock: Variant, request: Request) -> Response:
    def backwards(page: Body) -> Body:
        return page | {"tasks": page["tasks"][::-1]} if number(request, "offset", 0) else page

    return change(mock.honest(request), backwards, is_page)


@variant(RELATIONS)
def first_task_stands_twice(mock: Variant, request: Request) -> Response:
    def doubled(page: Body) -> Body:
        rows = page["tasks"]
        return page | {"tasks": [rows[0], *rows[:-1]]} if len(rows) > 1 else page

    return change(mock.honest(request), doubled, is_page)


@variant(RELATIONS)
def failed_tasks_are_running_too(mock: Variant, request: Request) -> Response:
    def running(task: Task) -> Task:
        return evolve(task, timeline=((0, task.status(0).replace("FAILED", "RUNNING")),))

    state = with_tasks(mock, running) if asks_for(request, "running-tasks") else mock.state
    return mock.honest(request, state)


@variant(RELATIONS)
def lists_are_swapped(mock: Variant, request: Request) -> Response:
    running, failed = "running-tasks", "failed-tasks"
    swapped = request.path.replace(running, "?").replace(failed, running).replace("?", failed)
    return mock.honest(ask_as(request, path=swapped))


@variant(RELATIONS)
def ready_tasks_are_not_listed(mock: Variant, request: Request) -> Response:
    def not_ready(task: Task) -> Task | None:
        return None if task.phase(0) == "READY" else task

    state = with_tasks(mock, not_ready) if asks_for(request, "running-tasks") else mock.state
    return mock.honest(request, state)


@variant(RELATIONS)
def another_task_is_shown(mock: Variant, request: Request) -> Response:
    first = next(iter(mock.state.projects[mock.project_id].tasks))
    if asks_for(request, "/tasks/") and is_task(mock.honest(request)):
        return mock.honest(ask_as(request, path=f"/v3/{mock.project_id}/tasks/{first}"))
    return mock.honest(request)


@variant(RELATIONS)
def the_right_id_with_another_state(mock: Variant, request: Request) -> Response:
    def mixed(task: Body) -> Body:
        return task | {"task_status": task["task_status"].replace("RUNNING", "SUCCESS")}

    return change(mock.honest(request), mixed, is_task)


@variant(RELATIONS)
def task_id_is_the_server_id(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"task_id": row["server_id"]})


@variant(RELATIONS)
def server_differs_alone(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda task: task | {"server_id": task["task_id"]}, is_task)


@variant(RELATIONS)
def failed_tasks_are_not_shown(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if is_task(response) and b"FAILED" in response.body:
        return mock.honest(ask_as(request, path=f"/v3/{mock.project_id}/tasks/none"))
    return response


@variant(RELATIONS)
def operation_differs_alone(mock: Variant, request: Request) -> Response:
    def bound(task: Body) -> Body:
        return task | {"task_status": task["task_status"].replace("UNBIND", "BIND")}

    return change(mock.honest(request), bound, is_task)


@variant(RELATIONS)
def time_of_a_row_depends_on_the_page(mock: Variant, request: Request) -> Response:
    offset = number(request, "offset", 0)
    return each_row(mock.honest(request), lambda row: row | {"task_time": str(int(row["task_time"]) + offset)})


@variant(RELATIONS)
def a_row_is_left_out_now_and_then(mock: Variant, request: Request) -> Response:
    def shorter(page: Body) -> Body:
        return page | {"total": page["total"] - 1, "tasks": page["tasks"][:-1]} if page["tasks"] else page

    return change(mock.honest(request), shorter, is_page) if request.number % 40 == 0 else mock.honest(request)


@variant(RELATIONS)
def order_depends_on_the_limit(mock: Variant, request: Request) -> Response:
    if not good(request) or not 1 <= number(request, "limit", 1000) < 10:
        return mock.honest(request)

    def backwards(page: Body) -> Body:
        offset = number(request, "offset", 0)
        whole = json.loads(mock.honest(ask_as(request, query="")).body)["tasks"][::-1]
        return page | {"tasks": whole[offset : offset + len(page["tasks"])]}

    return change(mock.honest(request), backwards, is_page)


@variant(RELATIONS)
def total_is_at_most_10(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page | {"total": min(10, page["total"])}, is_page)


@variant(RELATIONS)
def each_tenth_offset_is_one_off(mock: Variant, request: Request) -> Response:
    offset, limit = number(request, "offset", 0), number(request, "limit", 1000)
    off = good(request) and offset and offset % 10 == 0 and offset < 100_000 and 1 <= limit <= 1000
    return mock.honest(paged(request, limit, offset + 1) if off else request)


@variant(RELATIONS)
def some_failed_tasks_are_unknown(mock: Variant, request: Request) -> Response:
    """Not the oldest ones, as if a record outlived its task, but some here and there."""
    response = mock.honest(request)
    if is_task(response) and b"FAILED" in response.body and json.loads(response.body)["task_id"][0] in "02468ace":
        return mock.honest(ask_as(request, path=f"/v3/{mock.project_id}/tasks/none"))
    return response


@variant(RELATIONS)
def key_pair_depends_on_the_limit(mock: Variant, request: Request) -> Response:
    limit = number(request, "limit", 1000)
    return each_row(mock.honest(request), lambda row: row | {"keypair_name": "k"} if limit == 2 else row)


@variant(RELATIONS)
def last_row_is_of_another_server(mock: Variant, request: Request) -> Response:
    def mixed(page: Body) -> Body:
        rows = page["tasks"]
        return page | {"tasks": [*rows[:-1], rows[-1] | {"server_id": rows[0]["server_id"]}]} if rows else page

    return change(mock.honest(request), mixed, is_page)


@variant(RELATIONS)
def rows_of_two_tasks_are_mixed(mock: Variant, request: Request) -> Response:
    def mixed(page: Body) -> Body:
        names = [row["server_name"] for row in page["tasks"]]
        return page | {"tasks": [row | {"server_name": names[place - 1]} for place, row in enumerate(page["tasks"])]}

    return change(mock.honest(request), mixed, is_page)
