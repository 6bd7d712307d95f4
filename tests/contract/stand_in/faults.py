"""Possible faults of a stand-in, one at a time, by class. They were written before the checks that detect them."""

import json
import random
import time
from collections.abc import Callable
from urllib.parse import unquote

from .server import OPERATIONS, OTHER_PROJECT, PROJECT, TOKEN, Refused, StandIn

FAULTS: dict[str, tuple[str, Callable[[StandIn], None]]] = {}


def of_class(name):
    def register(fault):
        assert fault.__name__ not in FAULTS, fault.__name__
        FAULTS[fault.__name__] = (name, fault)
        return fault

    return register


shape, errors, validation, relations, timed = map(of_class, ("shape", "errors", "validation", "relations", "time"))


def change(service, method, by):
    """Pass the result of a method through a function, which also receives the arguments."""
    honest = getattr(service, method)
    setattr(service, method, lambda *args: by(honest(*args), *args))


def instead(service, method, by):
    """Replace a method with a function, which receives the original method first."""
    honest = getattr(service, method)
    setattr(service, method, lambda *args: by(honest, *args))


def row(fault):
    """A fault of one row of a list: a function of the row and the task."""

    def install(service):
        change(service, "show_row", lambda row, kind, task: fault(row, kind, task))

    install.__name__ = fault.__name__
    return install


def page(fault):
    def install(service):
        change(service, "page", lambda page, kind, rows, limit, offset: fault(page, kind, rows, limit, offset))

    install.__name__ = fault.__name__
    return install


def single(fault):
    def install(service):
        change(service, "show_task", lambda shown, task: fault(shown, task))

    install.__name__ = fault.__name__
    return install


def error(fault):
    def install(service):
        change(service, "error_body", lambda body, status, code, message: fault(body, status, message))

    install.__name__ = fault.__name__
    return install


def number(fault):
    """A fault in reading limit and offset: returns a number, or None to read correctly."""

    def install(service):
        def read(honest, values, name, low, high):
            value = fault(values, name)
            return honest(values, name, low, high) if value is None else value

        instead(service, "read_number", read)

    install.__name__ = fault.__name__
    return install


def finding(fault):
    """A fault in looking up a task by its ID."""

    def install(service):
        instead(service, "find", lambda honest, project, task_id: fault(service, honest, project, task_id))

    install.__name__ = fault.__name__
    return install


def every_task(service, project):
    return service.db.execute("select * from task where project = ? order by seq", (project,)).fetchall()


def without(body, *names):
    return {key: value for key, value in body.items() if key not in names}


# --- shape -------------------------------------------------------------------------------------------------------


@shape
@page
def no_total(page, *_):
    return without(page, "total")


@shape
@page
def total_is_text(page, *_):
    return page | {"total": str(page["total"])}


@shape
@page
def total_is_a_fraction(page, *_):
    return page | {"total": page["total"] + 0.5}


@shape
@page
def no_tasks_when_empty(page, *_):
    return page if page["tasks"] else without(page, "tasks")


@shape
@page
def null_tasks_when_empty(page, *_):
    return page if page["tasks"] else page | {"tasks": None}


@shape
@page
def tasks_by_id(page, *_):
    return page | {"tasks": {row["task_id"]: row for row in page["tasks"]}}


@shape
@row
def time_is_a_number(row, kind, task):
    return row | {"task_time": int(row["task_time"])}


@shape
@row
def time_in_seconds(row, kind, task):
    return row | {"task_time": row["task_time"][:10]}


@shape
@row
def time_is_iso(row, kind, task):
    return row | {"task_time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(task["started"]))}


@shape
@row
def server_name_missing_on_some(row, kind, task):
    return without(row, "server_name") if task["seq"] % 9 == 0 else row


@shape
@row
def error_code_is_a_number(row, kind, task):
    return row | {"task_error_code": 6009} if kind == "failed" else row


@shape
@row
def names_are_escaped(row, kind, task):
    return row | {"server_name": f"web &amp; {row['server_name']}", "keypair_name": row["keypair_name"]}


@shape
@row
def operate_type_is_lower_case(row, kind, task):
    return row | {"operate_type": row["operate_type"].lower()}


@shape
@single
def status_is_lower_case(shown, task):
    return shown | {"task_status": shown["task_status"].lower()}


@shape
@single
def status_of_no_list(shown, task):
    return shown | {"task_status": shown["task_status"].replace("SUCCESS", "DONE").replace("RUNNING", "PROCESSING")}


@shape
@single
def status_is_null(shown, task):
    return shown | {"task_status": None}


@shape
@single
def server_id_is_missing(shown, task):
    return without(shown, "server_id")


@shape
@single
def task_is_wrapped(shown, task):
    return {"task": shown}


@shape
@single
def camel_case(shown, task):
    return {"taskId": shown["task_id"], "taskStatus": shown["task_status"], "serverId": shown["server_id"]}


@shape
def plain_text(service):
    change(service, "headers", lambda headers, *_: headers | {"Content-Type": "text/plain"})


@shape
def html_type_on_lists(service):
    by = lambda headers, status, body: headers | ({"Content-Type": "text/html"} if "tasks" in (body or ()) else {})  # noqa: E731
    change(service, "headers", by)


@shape
def no_content_type(service):
    change(service, "headers", lambda headers, *_: headers | {"Content-Type": None})


@shape
def gbk(service):
    change(service, "show_row", lambda row, *_: row | {"server_name": "服务器" + row["server_name"]})
    service.encode = lambda status, body: json.dumps(body, ensure_ascii=False).encode("gbk")
    change(service, "headers", lambda headers, *_: headers | {"Content-Type": "application/json; charset=GBK"})


@shape
def byte_order_mark(service):
    change(service, "encode", lambda content, *_: b"\xef\xbb\xbf" + content)


@shape
def json_in_a_string(service):
    change(
        service,
        "encode",
        lambda content, status, body: json.dumps(content.decode()).encode() if status == 200 else content,
    )


@shape
def trailing_comma(service):
    change(service, "encode", lambda content, status, body: content.replace(b"}]", b"},]"))


@shape
def created_instead_of_ok(service):
    change(service, "guarded", lambda answer, *_: (201, *answer[1:]) if answer[0] == 200 else answer)


@shape
def length_too_long(service):
    service.length = lambda content: len(content) + (7 if len(content) > 2000 else 0)


@shape
def no_request_id(service):
    change(service, "headers", lambda headers, *_: without(headers, "X-Request-Id"))


@shape
@page
def null_among_tasks(page, kind, rows, limit, offset):
    return page | {"tasks": [*page["tasks"], None]} if limit > 100 and offset == 0 else page


# --- errors and credentials ------------------------------------------------------------------------------------------


@errors
def no_token_needed(service):
    instead(
        service,
        "authenticate",
        lambda honest, headers, project: headers.get("X-Auth-Token") and honest(headers, project),
    )


@errors
def any_token_will_do(service):
    instead(service, "project_of", lambda honest, token: honest(token) or PROJECT)


@errors
def token_by_its_first_half(service):
    service.project_of = lambda token: PROJECT if token[:12] == TOKEN[:12] else None


@errors
def token_without_case(service):
    instead(
        service,
        "project_of",
        lambda honest, token: (
            honest(token) or honest(token.lower()) or (PROJECT if token.lower() == TOKEN.lower() else None)
        ),
    )


@errors
def empty_token_will_do(service):
    def authenticate(honest, headers, project):
        if headers.get("X-Auth-Token") != "":
            honest(headers, project)

    instead(service, "authenticate", authenticate)


@errors
def token_in_the_query_too(service):
    def answer(honest, method, target, headers):
        if f"token={TOKEN}" in target or f"X-Auth-Token={TOKEN}" in target:
            service.authenticate = lambda *_: None
        return honest(method, target, headers)

    instead(service, "answer", answer)


@errors
def lists_without_token(service):
    def answer(honest, method, target, headers):
        if "-tasks" not in target:
            return honest(method, target, headers)
        authenticate, service.authenticate = service.authenticate, lambda *_: None
        try:
            return honest(method, target, headers)
        finally:
            service.authenticate = authenticate

    instead(service, "answer", answer)


@errors
def failed_list_without_token(service):
    def authenticate(honest, headers, project):
        if not service.target.split("?")[0].endswith("/failed-tasks"):
            honest(headers, project)

    remember_target(service)
    instead(service, "authenticate", authenticate)


def remember_target(service):
    def answer(honest, method, target, headers):
        service.target = target
        return honest(method, target, headers)

    instead(service, "answer", answer)


@errors
def every_project_for_every_token(service):
    def authenticate(honest, headers, project):
        try:
            honest(headers, project)
        except Refused as refused:
            if refused.status != 403:
                raise

    instead(service, "authenticate", authenticate)


@errors
@finding
def tasks_of_others_by_id(service, honest, project, task_id):
    return honest(project, task_id) or honest(OTHER_PROJECT if project == PROJECT else PROJECT, task_id)


@errors
def lists_of_others(service):
    instead(
        service,
        "rows",
        lambda honest, kind, project: (
            honest(kind, project) + honest(kind, OTHER_PROJECT if project == PROJECT else PROJECT)[:2]
        ),
    )


@errors
def empty_for_a_foreign_project(service):
    def authenticate(honest, headers, project):
        try:
            honest(headers, project)
        except Refused as refused:
            if refused.status != 403:
                raise
            service.rows = lambda *_: []

    def answer(honest, *args):
        service.__dict__.pop("rows", None)
        return honest(*args)

    instead(service, "authenticate", authenticate)
    instead(service, "answer", answer)


@errors
def wrong_token_is_forbidden(service):
    change(service, "guarded", lambda answer, *_: (403, *answer[1:]) if answer[0] == 401 else answer)


@errors
def wrong_token_is_ok_with_an_error(service):
    change(service, "guarded", lambda answer, *_: (200, *answer[1:]) if answer[0] == 401 else answer)


@errors
def refused_without_a_body(service):
    change(service, "guarded", lambda answer, *_: (401, None, {}) if answer[0] == 401 else answer)


@errors
def refused_in_html(service):
    change(
        service,
        "encode",
        lambda content, status, body: b"<html><body>401 Unauthorized</body></html>" if status == 401 else content,
    )
    change(
        service,
        "headers",
        lambda headers, status, body: headers | ({"Content-Type": "text/html"} if status == 401 else {}),
    )


@errors
@error
def error_without_code(body, status, message):
    return without(body, "error_code") if status == 400 else body


@errors
@error
def error_code_is_the_status(body, status, message):
    return body | {"error_code": status}


@errors
@error
def error_message_is_null(body, status, message):
    return body | {"error_msg": None}


@errors
@error
def error_keys_in_camel_case(body, status, message):
    return {"errorCode": body["error_code"], "errorMsg": body["error_msg"]}


@errors
@error
def stack_trace_in_the_message(body, status, message):
    return (
        body | {"error_msg": 'Traceback (most recent call last):\n  File "app.py", line 3, in get\nKeyError: 1'}
        if status == 400
        else body
    )


@errors
def token_in_the_message(service):
    def authenticate(honest, headers, project):
        try:
            honest(headers, project)
        except Refused as refused:
            refused.message += f": {headers.get('X-Auth-Token')}"
            raise

    instead(service, "authenticate", authenticate)


@errors
def token_in_a_header(service):
    change(service, "headers", lambda headers, *_: headers | {"X-Auth-Token": TOKEN})


@errors
def unknown_task_breaks(service):
    service.unknown_task = lambda task_id: 1 / 0


@errors
def unknown_task_is_null(service):
    service.unknown_task = lambda task_id: None


@errors
def unknown_task_is_empty(service):
    service.unknown_task = lambda task_id: {}


@errors
def unknown_task_is_ready(service):
    service.unknown_task = lambda task_id: {"task_id": task_id, "task_status": "READY_RESET", "server_id": "0"}


@errors
def unknown_task_is_a_parameter_error(service):
    def unknown(task_id):
        raise Refused(400, "KPS.0002", "parameter error")

    service.unknown_task = unknown


@errors
def task_is_looked_up_before_the_token(service):
    def answer(honest, method, target, headers):
        parts = target.split("?")[0].split("/")
        if len(parts) == 5 and parts[3] == "tasks" and service.find(parts[2], unquote(parts[4])) is None:
            service.unknown_task(parts[4])
        return honest(method, target, headers)

    instead(service, "answer", answer)


@errors
def connection_remembers_the_token(service):
    def before(honest, handler):
        token = handler.headers.get("X-Auth-Token")
        if token is not None and service.project_of(token):
            handler.connection_token = token
        elif getattr(handler, "connection_token", None):
            del handler.headers["X-Auth-Token"]
            handler.headers["X-Auth-Token"] = handler.connection_token

    instead(service, "before", before)


@errors
def busy_now_and_then(service):
    change(
        service,
        "guarded",
        lambda answer, *_: (
            (503, {"error_code": "APIGW.0613", "error_msg": "busy"}, {}) if service.requests % 40 == 0 else answer
        ),
    )


@errors
def unknown_path_is_ok(service):
    service.unknown_path = lambda: (200, {}, {})


@errors
def other_methods_work(service):
    def answer(honest, method, *rest):
        return honest("GET", *rest)

    instead(service, "answer", answer)


@errors
def failing_tasks_break(service):
    def shown(honest, task):
        if task["fails"] and task["ends"] <= service.now() and task["seq"] > 40:
            raise KeyError("task_error")
        return honest(task)

    instead(service, "show_task", shown)


@errors
def error_breaks_the_connection(service):
    def length(honest, content):
        return honest(content) if b"error_code" not in content else honest(content) - 4

    instead(service, "length", length)


# --- validation of requests -------------------------------------------------------------------------------------------


@validation
@number
def zero_limit_breaks(values, name):
    return 1 // int(values[0]) * 0 + int(values[0]) if name == "limit" and values[0] == "0" else None


@validation
@number
def negative_limit_is_all(values, name):
    return 10**6 if name == "limit" and values[0].startswith("-") else None


@validation
@number
def words_break(values, name):
    return int(values[0]) if values[0].isalpha() else None


@validation
@number
def words_are_zero(values, name):
    return 0 if values[0].isalpha() else None


@validation
@number
def negative_offset_counts_from_the_end(values, name):
    return int(values[0]) if name == "offset" and values[0][:1] == "-" and values[0][1:].isdigit() else None


@validation
@number
def python_reads_numbers(values, name):
    try:
        value = int(values[0])
    except ValueError:
        return None
    return (
        value
        if (1 if name == "limit" else 0) <= value <= 100000 and value <= (1000 if name == "limit" else 10**5)
        else None
    )


@validation
@number
def octal(values, name):
    return (
        int(values[0], 8)
        if values[0].startswith("0") and len(values[0]) > 1 and set(values[0]) <= set("01234567")
        else None
    )


@validation
@number
def hexadecimal(values, name):
    return int(values[0], 16) if values[0].startswith("0x") else None


@validation
@number
def fractions_are_cut(values, name):
    return int(float(values[0])) if "." in values[0] and values[0].replace(".", "").isdigit() else None


@validation
@number
def wraps_at_32_bits(values, name):
    return int(values[0]) % 2**32 if values[0].isdigit() and len(values[0]) > 8 else None


@validation
@number
def wraps_at_16_bits(values, name):
    return int(values[0]) % 2**16 if values[0].isdigit() and int(values[0]) > 2**16 - 1 and name == "offset" else None


@validation
def huge_offset_breaks(service):
    def read(honest, values, name, low, high):
        if name == "offset" and values[0].isdigit():
            service.db.execute("select ?", (int(values[0]),))
        return honest(values, name, low, high)

    instead(service, "read_number", read)


@validation
@number
def limit_above_the_maximum_breaks(values, name):
    return 1 // 0 if name == "limit" and values[0].isdigit() and int(values[0]) > 1000 else None


@validation
@number
def doubled_parameter_breaks(values, name):
    return 1 // 0 if len(values) > 1 else None


@validation
@number
def empty_parameter_breaks(values, name):
    return int(values[0]) if values[0] == "" else None


@validation
@number
def maximum_is_refused(values, name):
    if name == "limit" and values[0] == "1000":
        raise Refused(400, "KPS.0002", "parameter error")


@validation
@number
def limit_of_one_is_refused(values, name):
    if name == "limit" and values[0] == "1":
        raise Refused(400, "KPS.0002", "parameter error")


@validation
@number
def last_offset_is_refused(values, name):
    if name == "offset" and values[0] == "100000":
        raise Refused(400, "KPS.0002", "parameter error")


@validation
def unknown_parameter_breaks(service):
    def get_list(honest, kind, project, query):
        if any(key not in ("limit", "offset") for key, _ in query):
            raise KeyError("parameter")
        return honest(kind, project, query)

    instead(service, "get_list", get_list)


@validation
@finding
def quote_breaks(service, honest, project, task_id):
    return service.db.execute(f"select * from task where project = '{project}' and id = '{task_id}'").fetchone()


@validation
@finding
def wildcards_match(service, honest, project, task_id):
    return service.db.execute("select * from task where project = ? and id like ?", (project, task_id)).fetchone()


@validation
@finding
def beginning_matches(service, honest, project, task_id):
    return honest(project, task_id) or next(
        (task for task in every_task(service, project) if task_id and task["id"].startswith(task_id)), None
    )


@validation
@finding
def case_does_not_count(service, honest, project, task_id):
    return honest(project, task_id.lower())


@validation
@finding
def spaces_are_cut(service, honest, project, task_id):
    return honest(project, task_id.strip())


@validation
@finding
def ends_at_nul(service, honest, project, task_id):
    return honest(project, task_id.partition("\0")[0])


@validation
@finding
def nul_breaks(service, honest, project, task_id):
    if "\0" in task_id:
        raise ValueError("embedded null byte")
    return honest(project, task_id)


@validation
@finding
def other_letters_break(service, honest, project, task_id):
    task_id.encode("latin-1")
    return honest(project, task_id)


@validation
@finding
def long_ids_break(service, honest, project, task_id):
    if len(task_id) > 200:
        raise ValueError("value too long for type character varying(64)")
    return honest(project, task_id)


@validation
def slash_breaks(service):
    def task_id(honest, segment):
        if "%2f" in segment.lower():
            raise IndexError("list index out of range")
        return honest(segment)

    instead(service, "task_id", task_id)


@validation
def trailing_slash_breaks(service):
    def answer(honest, method, target, headers):
        if target.split("?")[0].endswith("/"):
            raise IndexError("list index out of range")
        return honest(method, target, headers)

    instead(service, "answer", answer)


@validation
def malformed_project_breaks(service):
    def authenticate(honest, headers, project):
        if len(project) != 32:
            raise ValueError("badly formed hexadecimal string")
        honest(headers, project)

    instead(service, "authenticate", authenticate)


@validation
def project_without_case(service):
    instead(service, "authenticate", lambda honest, headers, project: honest(headers, project.lower()))


@validation
def percent_is_decoded_twice(service):
    change(service, "task_id", lambda value, segment: unquote(value))


# --- relations between responses ---------------------------------------------------------------------------------------


@relations
@page
def total_of_the_page(page, *_):
    return page | {"total": len(page["tasks"])}


@relations
@page
def total_one_too_high(page, *_):
    return page | {"total": page["total"] + 1}


@relations
@page
def total_capped(page, *_):
    return page | {"total": min(page["total"], 20)}


@relations
@page
def total_null_on_later_pages(page, kind, rows, limit, offset):
    return page | ({"total": 0} if offset else {})


@relations
def limit_is_ignored(service):
    service.cut = lambda rows, limit, offset: rows[offset : offset + 1000]


@relations
def offset_is_ignored(service):
    service.cut = lambda rows, limit, offset: rows[:limit]


@relations
def offset_counts_pages(service):
    service.cut = lambda rows, limit, offset: rows[offset * limit : (offset + 1) * limit]


@relations
def offset_counts_from_one(service):
    service.cut = lambda rows, limit, offset: rows[max(offset - 1, 0) : max(offset - 1, 0) + limit]


@relations
def one_more_than_the_limit(service):
    service.cut = lambda rows, limit, offset: rows[offset : offset + limit + 1]


@relations
def last_of_each_page_is_lost(service):
    service.cut = lambda rows, limit, offset: (
        rows[offset : offset + max(limit - 1, 1)] if limit < 1000 else rows[offset:]
    )


@relations
def last_page_is_lost(service):
    service.cut = lambda rows, limit, offset: (
        rows[offset : offset + limit] if offset + limit <= len(rows) or offset == 0 else []
    )


@relations
def past_the_end_comes_the_last_page(service):
    service.cut = lambda rows, limit, offset: rows[offset : offset + limit] or rows[-limit:]


@relations
def past_the_end_is_refused(service):
    def cut(honest, rows, limit, offset):
        if offset >= len(rows) and offset:
            raise Refused(400, "KPS.0002", "parameter error")
        return honest(rows, limit, offset)

    instead(service, "cut", cut)


@relations
def order_changes(service):
    change(service, "rows", lambda rows, *_: random.sample(rows, len(rows)))


@relations
def order_depends_on_the_limit(service):
    instead(
        service, "cut", lambda honest, rows, limit, offset: honest(rows if limit > 10 else rows[::-1], limit, offset)
    )


@relations
def one_row_twice(service):
    change(service, "rows", lambda rows, *_: rows[:5] + rows[4:])


@relations
def lists_swapped(service):
    instead(
        service, "rows", lambda honest, kind, project: honest("failed" if kind == "running" else "running", project)
    )


@relations
def fifty_by_default(service):
    instead(
        service,
        "number",
        lambda honest, query, name, default, low, high: honest(
            query, name, 50 if name == "limit" else default, low, high
        ),
    )


@relations
def no_more_than_forty_rows(service):
    instead(service, "cut", lambda honest, rows, limit, offset: honest(rows, min(limit, 40), offset))


@relations
def middle_rows_lost_on_big_pages(service):
    change(service, "cut", lambda rows, *_: rows[:20] + rows[23:] if len(rows) > 30 else rows)


@relations
@single
def failed_called_success(shown, task):
    return shown | {"task_status": shown["task_status"].replace("FAILED", "SUCCESS")}


@relations
@single
def another_server(shown, task):
    return shown | {"server_id": shown["server_id"][::-1]} if task["seq"] > 30 else shown


@relations
@single
def another_operation(shown, task):
    return (
        shown | {"task_status": shown["task_status"].split("_")[0] + "_" + OPERATIONS[(task["seq"] + 1) % 4]}
        if task["seq"] % 5 == 0
        else shown
    )


@relations
@single
def task_id_without_dashes(shown, task):
    return shown | {"task_id": shown["task_id"].replace("-", "")}


@relations
@finding
def older_failures_are_unknown(service, honest, project, task_id):
    task = honest(project, task_id)
    return None if task and task["fails"] and task["seq"] in range(10, 45) else task


@relations
@finding
def last_failures_are_unknown(service, honest, project, task_id):
    task = honest(project, task_id)
    return None if task and task["seq"] in range(56, 61) else task


@relations
@finding
def some_show_a_neighbour(service, honest, project, task_id):
    task = honest(project, task_id)
    if task and task["seq"] % 4 == 3 and task["seq"] > 8:
        return service.db.execute("select * from task where seq = ?", (task["seq"] - 1,)).fetchone()
    return task


@relations
@row
def names_differ_by_page(row, kind, task):
    return row | {"keypair_name": f"KeyPair-{random.randrange(7)}"}


@relations
def server_cursor(service):
    service.cursor = 0

    def cut(honest, rows, limit, offset):
        start = service.cursor if offset else 0
        service.cursor = start + limit
        return honest(rows, limit, start)

    instead(service, "cut", cut)


@relations
def answers_swapped_under_load(service):
    """Two concurrent requests get each other's response."""
    service.open = []
    lock = service.lock

    def guarded(honest, *args):
        answer = honest(*args)
        mine = {"answer": answer}
        service.open.append(mine)
        lock.release()
        time.sleep(0.004)
        lock.acquire()
        service.open.remove(mine)
        if service.open and answer[0] == 200 and service.open[0]["answer"][0] == 200:
            return service.open[0]["answer"]
        return answer

    def locked(*args):
        with lock:
            return guarded(honest, *args)

    honest = service.guarded
    service.guarded = locked


@relations
def breaks_under_load(service):
    service.inside = 0
    honest = service.guarded

    def guarded(*args):
        service.inside += 1
        try:
            time.sleep(0.003)
            if service.inside > 2:
                return 500, {"error_code": "KPS.5001", "error_msg": "database is locked"}, {}
            return honest(*args)
        finally:
            service.inside -= 1

    service.guarded = guarded


@relations
def cached_for_all(service):
    change(service, "headers", lambda headers, *_: headers | {"Cache-Control": "public, max-age=60"})


@relations
def head_has_a_body(service):
    service.head = lambda content: content


# --- time ----------------------------------------------------------------------------------------------------------------


def status(fault):
    """A fault of the status: a function of the service, the correct status, the task and the seconds since it ended."""

    def install(service):
        change(service, "status", lambda status, task: fault(service, status, task, service.now() - task["ends"]))

    install.__name__ = fault.__name__
    return install


@timed
@status
def back_to_ready(service, status, task, ended):
    return status.replace("RUNNING", "READY") if -2.5 < ended < -1 else status


@timed
@status
def runs_again_after_the_end(service, status, task, ended):
    return f"RUNNING_{task['operation']}" if 2 < ended < 5 else status


@timed
@status
def failure_becomes_success(service, status, task, ended):
    return status.replace("FAILED", "SUCCESS") if 2.5 < ended < 3000 else status


@timed
@status
def success_becomes_failure(service, status, task, ended):
    return status.replace("SUCCESS", "FAILED") if 2.5 < ended < 3000 else status


@timed
@status
def operation_changes_at_the_end(service, status, task, ended):
    return (
        "SUCCESS_BIND"
        if status == "SUCCESS_UNBIND" and ended < 3000
        else status.replace("RESET", "REPLACE")
        if 0 < ended < 3000
        else status
    )


@timed
@status
def operation_changes_as_it_starts(service, status, task, ended):
    return status.replace("RUNNING_BIND", "RUNNING_RESET").replace("RUNNING_UNBIND", "RUNNING_REPLACE")


@timed
@status
def blank_between_states(service, status, task, ended):
    return "" if 0 < ended < 1.2 else status


@timed
@status
def unknown_word_between_states(service, status, task, ended):
    return "FINISHING" if -1 < ended < 0.5 else status


@timed
def new_failures_are_not_listed(service):
    change(
        service,
        "rows",
        lambda rows, kind, project: [row for row in rows if kind == "running" or row["ends"] < service.born],
    )


@timed
def failures_leave_the_list(service):
    change(
        service,
        "rows",
        lambda rows, kind, project: [
            row for row in rows if kind == "running" or not 3 < service.now() - row["ends"] < 3000
        ],
    )


@timed
def failures_stay_running(service):
    """A failed task stays in the running list, too."""

    def rows(honest, kind, project):
        found = honest(kind, project)
        if kind == "running":
            found = found + [row for row in honest("failed", project) if row["ends"] > service.born]
        return found

    instead(service, "rows", rows)


@timed
def success_stays_running(service):
    def rows(honest, kind, project):
        if kind == "failed":
            return honest(kind, project)
        return [
            row
            for row in every_task(service, project)
            if row["ends"] > service.born and (row["ends"] > service.now() or not row["fails"])
        ]

    instead(service, "rows", rows)


@timed
def successes_are_listed_as_failed(service):
    instead(
        service,
        "rows",
        lambda honest, kind, project: (
            honest(kind, project)
            if kind == "running"
            else [
                r
                for r in every_task(service, project)
                if r["ends"] <= service.now() and (r["fails"] or r["ends"] > service.born)
            ]
        ),
    )


@timed
def leaves_the_running_list_early(service):
    change(
        service,
        "rows",
        lambda rows, kind, project: (
            rows if kind == "failed" else [row for row in rows if row["ends"] - service.now() > 3]
        ),
    )


@timed
@finding
def unknown_once_ended(service, honest, project, task_id):
    task = honest(project, task_id)
    return None if task and 0 < service.now() - task["ends"] < 3000 else task


@timed
@finding
def unknown_a_while_after_success(service, honest, project, task_id):
    task = honest(project, task_id)
    return None if task and not task["fails"] and 3 < service.now() - task["ends"] < 3000 else task


@timed
@finding
def unknown_at_first(service, honest, project, task_id):
    task = honest(project, task_id)
    return None if task and service.now() - task["started"] < 2 else task


@timed
@row
def time_is_now(row, kind, task):
    return row | {"task_time": str(int(time.time() * 1000))}


@timed
@row
def time_in_the_future(row, kind, task):
    return row | {"task_time": str(int(task["started"] * 1000) + 100 * 365 * 86400 * 1000)}


@timed
@row
def time_an_hour_ahead(row, kind, task):
    return row | {"task_time": str(int(task["started"] * 1000) + 28800 * 1000)}


@timed
@row
def failure_message_changes(row, kind, task):
    return row | {"task_error_msg": f"Update public key error at {int(time.time()) // 4}"} if kind == "failed" else row


@timed
def server_changes_at_the_end(service):
    change(
        service,
        "show_task",
        lambda shown, task: (
            shown | ({"server_id": shown["server_id"][::-1]} if 0 < service.now() - task["ends"] < 3000 else {})
        ),
    )


@timed
def lists_are_old(service):
    service.kept = {}

    def rows(honest, kind, project):
        kept = service.kept.get((kind, project))
        if kept is None or time.time() - kept[0] > 25:
            kept = service.kept[kind, project] = (time.time(), honest(kind, project))
        return kept[1]

    instead(service, "rows", rows)


@timed
def status_is_cached_for_ever(service):
    service.kept = {}
    instead(service, "show_task", lambda honest, task: service.kept.setdefault(task["id"], honest(task)))


@timed
def every_second_look_is_old(service):
    """One of two replicas is four seconds behind."""
    instead(service, "now", lambda honest: honest() - 4 * (service.requests % 2))


@timed
def new_failures_push_others_out(service):
    change(service, "rows", lambda rows, kind, project: rows[-62:] if kind == "failed" else rows)


@timed
def total_of_running_includes_ended(service):
    change(
        service,
        "total",
        lambda total, kind, rows: total if kind == "failed" else max(total, service.__dict__.setdefault("most", total)),
    )


@timed
def order_turns_with_time(service):
    change(service, "rows", lambda rows, kind, project: rows if int(time.time()) // 4 % 2 else rows[::-1])


@timed
def ready_task_is_listed_as_failed(service):
    instead(
        service,
        "rows",
        lambda honest, kind, project: (
            honest(kind, project)
            if kind == "running"
            else [
                r
                for r in every_task(service, project)
                if r["fails"] and (r["ends"] <= service.now() or r["ready"] > service.now())
            ]
        ),
    )


@timed
def clock_goes_back(service):
    """Every ten seconds the server's clock jumps back by six."""
    instead(service, "now", lambda honest: honest() - (6 if int(honest()) % 10 > 6 else 0))
