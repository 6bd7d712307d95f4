"""Responses of the wrong shape: fields, types, values."""

from __future__ import annotations

from kps_tasks_mock import Request
from kps_tasks_mock._messages import Response

from .variant import (
    SHAPE,
    Body,
    Variant,
    change,
    each_row,
    is_error,
    is_page,
    is_task,
    variant,
    with_body,
    with_header,
    without,
)


@variant(SHAPE)
def total_is_text(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page | {"total": str(page["total"])}, is_page)


@variant(SHAPE)
def total_is_missing_on_empty_pages(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page if page["tasks"] else without(page, "total"), is_page)


@variant(SHAPE)
def empty_page_has_null_tasks(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page | {"tasks": page["tasks"] or None}, is_page)


@variant(SHAPE)
def page_of_one_is_an_object(mock: Variant, request: Request) -> Response:
    def unwrapped(page: Body) -> Body:
        return page | {"tasks": page["tasks"][0]} if len(page["tasks"]) == 1 else page

    return change(mock.honest(request), unwrapped, is_page)


@variant(SHAPE)
def tasks_are_called_items(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: {"total": page["total"], "items": page["tasks"]}, is_page)


@variant(SHAPE)
def list_is_bare(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page["tasks"], is_page)


@variant(SHAPE)
def rows_lack_the_key_pair(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: without(row, "keypair_name"))


@variant(SHAPE)
def null_error_code_is_left_out(mock: Variant, request: Request) -> Response:
    return each_row(
        mock.honest(request), lambda row: row if row.get("task_error_code") else without(row, "task_error_code")
    )


@variant(SHAPE)
def rows_have_an_extra_field(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"region": "cn-north-4"})


@variant(SHAPE)
def task_has_an_extra_field(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda task: task | {"server_name": "web"}, is_task)


@variant(SHAPE)
def time_is_a_number(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"task_time": int(row["task_time"])})


@variant(SHAPE)
def time_is_in_seconds(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"task_time": row["task_time"][:-3]})


@variant(SHAPE)
def status_is_in_lower_case(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda task: task | {"task_status": task["task_status"].lower()}, is_task)


@variant(SHAPE)
def status_is_misspelt(mock: Variant, request: Request) -> Response:
    def misspelt(task: Body) -> Body:
        return task | {"task_status": task["task_status"].replace("UNBIND", "UNBOUND")}

    return change(mock.honest(request), misspelt, is_task)


@variant(SHAPE)
def server_id_is_null_for_one_state(mock: Variant, request: Request) -> Response:
    return change(
        mock.honest(request),
        lambda task: task | {"server_id": None} if task["task_status"] == "SUCCESS_BIND" else task,
        is_task,
    )


@variant(SHAPE)
def operate_type_is_empty(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"operate_type": ""})


@variant(SHAPE)
def null_is_a_word(mock: Variant, request: Request) -> Response:
    def worded(row: Body) -> Body:
        return {name: "null" if value is None else value for name, value in row.items()}

    return each_row(mock.honest(request), worded)


@variant(SHAPE)
def null_message_is_empty(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"task_error_msg": ""} if "task_error_msg" in row else row)


@variant(SHAPE)
def names_lose_their_letters(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_body(response, response.body.decode().encode("gb18030"))


@variant(SHAPE)
def answer_is_wrapped(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda task: {"task": task}, is_task)


@variant(SHAPE)
def answer_is_cut(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_body(response, response.body[:1024])


@variant(SHAPE)
def error_message_is_a_list(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda error: error | {"error_msg": [error["error_msg"]]}, is_error)


@variant(SHAPE)
def content_type_is_text(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_header(response, "Content-Type", "text/plain") if is_task(response) else response


@variant(SHAPE)
def total_is_true_for_one(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda page: page | {"total": bool(page["total"])}, is_page)


@variant(SHAPE)
def key_is_said_twice(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_body(response, b'{"total":0,' + response.body[1:]) if is_page(response) else response


@variant(SHAPE)
def mark_of_byte_order_comes_first(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_body(response, b"\xef\xbb\xbf" + response.body)


@variant(SHAPE)
def one_row_in_the_middle_is_null(mock: Variant, request: Request) -> Response:
    def holed(page: Body) -> Body:
        rows = page["tasks"]
        return page | {"tasks": [*rows[:7], None, *rows[8:]] if len(rows) > 8 else rows}

    return change(mock.honest(request), holed, is_page)


@variant(SHAPE)
def names_are_escaped_for_html(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"server_name": f"{row['server_name']} &amp; co"})


@variant(SHAPE)
def names_are_read_as_latin_1(mock: Variant, request: Request) -> Response:
    return each_row(
        mock.honest(request), lambda row: row | {"server_name": row["server_name"].encode().decode("latin-1")}
    )


@variant(SHAPE)
def character_set_is_said_wrongly(mock: Variant, request: Request) -> Response:
    return with_header(mock.honest(request), "Content-Type", "application/json; charset=GBK")


@variant(SHAPE)
def times_are_still_to_come(mock: Variant, request: Request) -> Response:
    return each_row(mock.honest(request), lambda row: row | {"task_time": str(int(row["task_time"]) + 10**12)})
