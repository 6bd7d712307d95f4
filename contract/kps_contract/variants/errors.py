"""Wrong errors and headers, and missing access control."""

from __future__ import annotations

from attrs import evolve

from kps_tasks_mock import Request
from kps_tasks_mock._messages import Response
from kps_tasks_mock._responses import Refusal

from .variant import (
    ERRORS,
    Body,
    Variant,
    ask_as,
    asks_for,
    change,
    is_error,
    is_task,
    variant,
    with_body,
    with_header,
    with_header_of_request,
    with_status,
    without,
)


@variant(ERRORS)
def any_token_is_good(mock: Variant, request: Request) -> Response:
    if request.header("X-Auth-Token"):
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def no_token_is_needed(mock: Variant, request: Request) -> Response:
    if request.header("X-Auth-Token") is None:
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def no_token_is_needed_for_one_task(mock: Variant, request: Request) -> Response:
    if asks_for(request, "/tasks/") and request.header("X-Auth-Token") is None:
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def token_may_go_on(mock: Variant, request: Request) -> Response:
    """Only the beginning of the token is compared."""
    if (request.header("X-Auth-Token") or "").startswith(mock.token):
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def token_in_any_case(mock: Variant, request: Request) -> Response:
    if (request.header("X-Auth-Token") or "").lower() == mock.token.lower():
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def bearer_is_let_in(mock: Variant, request: Request) -> Response:
    if (request.header("Authorization") or "").endswith(mock.token):
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def other_projects_are_open(mock: Variant, request: Request) -> Response:
    version, _, rest = request.path.removeprefix("/v3/").partition("/")
    return mock.honest(ask_as(request, path=f"/v3/{mock.project_id}/{rest}") if len(version) == 32 else request)


@variant(ERRORS)
def project_in_any_case(mock: Variant, request: Request) -> Response:
    return mock.honest(ask_as(request, path=request.path.replace(mock.project_id.upper(), mock.project_id)))


@variant(ERRORS)
def wrong_token_gets_403(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 403) if response.status == 401 else response


@variant(ERRORS)
def wrong_project_gets_404(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return Refusal("APIGW.0101").response(request.request_id) if response.status == 403 else response


@variant(ERRORS)
def unknown_task_gets_404(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 404) if b"KPS.0001" in response.body else response


@variant(ERRORS)
def unknown_task_gets_the_code_of_a_parameter(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_body(response, response.body.replace(b"KPS.0001", b"KPS.0002"))


@variant(ERRORS)
def unknown_task_gets_an_empty_one(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if b"KPS.0001" not in response.body:
        return response
    task_id = request.path.rpartition("/")[2]
    return with_status(with_body(response, {"task_id": task_id, "task_status": "SUCCESS_RESET", "server_id": "x"}), 200)


@variant(ERRORS)
def errors_come_with_200(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 200) if response.status == 400 else response


@variant(ERRORS)
def errors_have_no_code(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda error: without(error, "error_code"), is_error)


@variant(ERRORS)
def errors_are_html(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if not is_error(response):
        return response
    return with_header(with_body(response, b"<html>error</html>"), "Content-Type", "text/html")


@variant(ERRORS)
def gateway_forgets_its_id(mock: Variant, request: Request) -> Response:
    return change(mock.honest(request), lambda error: without(error, "request_id"), is_error)


@variant(ERRORS)
def gateway_makes_up_an_id(mock: Variant, request: Request) -> Response:
    def made_up(error: Body) -> Body:
        return error | {"request_id": "0" * 32} if "request_id" in error else error

    return change(mock.honest(request), made_up, is_error)


@variant(ERRORS)
def no_request_id_with_errors(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_header(response, "X-Request-Id", None) if is_error(response) else response


@variant(ERRORS)
def request_id_is_always_the_same(mock: Variant, request: Request) -> Response:
    return mock.honest(evolve(request, number=7))


@variant(ERRORS)
def delete_is_like_get(mock: Variant, request: Request) -> Response:
    return mock.honest(ask_as(request, method="GET") if request.method == "DELETE" else request)


@variant(ERRORS)
def no_allow_with_405(mock: Variant, request: Request) -> Response:
    return with_header(mock.honest(request), "Allow", None)


@variant(ERRORS)
def now_and_then_500(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if request.number % 50:
        return response
    unavailable = {"error_code": "KPS.0003", "error_msg": "Dependency service unavailable"}
    return with_status(with_body(response, unavailable), 500)


@variant(ERRORS)
def succeeded_tasks_are_forbidden(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if is_task(response) and b"SUCCESS" in response.body:
        return Refusal("APIGW.0302").response(request.request_id)
    return response


@variant(ERRORS)
def post_is_like_get(mock: Variant, request: Request) -> Response:
    return mock.honest(ask_as(request, method="GET") if request.method == "POST" else request)


@variant(ERRORS)
def token_may_stand_in_the_query(mock: Variant, request: Request) -> Response:
    if request.header("X-Auth-Token") is None and mock.token in request.query:
        request = with_header_of_request(ask_as(request, query=""), "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def errors_repeat_the_token(mock: Variant, request: Request) -> Response:
    token = request.header("X-Auth-Token")
    return change(
        mock.honest(request), lambda error: error | {"error_msg": f"{error['error_msg']} ({token})"}, is_error
    )


@variant(ERRORS)
def errors_have_a_stack_trace(mock: Variant, request: Request) -> Response:
    trace = 'Traceback (most recent call last):\n  File "kps.py", line 12, in show\nKeyError: 1'
    return change(mock.honest(request), lambda error: error | {"error_msg": trace}, is_error)


@variant(ERRORS)
def anybody_may_keep_it(mock: Variant, request: Request) -> Response:
    return with_header(mock.honest(request), "Cache-Control", "public, max-age=60")


@variant(ERRORS)
def bad_page_needs_no_token(mock: Variant, request: Request) -> Response:
    if "limit=0" in request.query:
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def second_page_needs_no_token(mock: Variant, request: Request) -> Response:
    if request.header("X-Auth-Token") is None and "offset=1" in request.query:
        request = with_header_of_request(request, "X-Auth-Token", mock.token)
    return mock.honest(request)


@variant(ERRORS)
def tasks_of_other_projects_are_shown(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    if b"KPS.0001" not in response.body:
        return response
    task_id = request.path.rpartition("/")[2]
    owners = (task for project in mock.state.projects.values() for task in project.tasks.items())
    found = next((task for known, task in owners if known == task_id), None)
    shown = (
        {"task_id": task_id, "task_status": found.status(mock.state.now), "server_id": "of-another"} if found else {}
    )
    return with_status(with_body(response, shown), 200) if found else response
