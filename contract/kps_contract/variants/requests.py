"""Requests that should be refused and are not, or the reverse."""

from __future__ import annotations

import re
from urllib.parse import unquote

from kps_tasks_mock import Request
from kps_tasks_mock._messages import Response

from .variant import REQUESTS, Variant, ask_as, asks_for, number, variant, with_status


def tolerant(mock: Variant, request: Request, good_query: str) -> Response:
    """Respond to a request that should be refused as if it had a valid query."""
    response = mock.honest(request)
    return mock.honest(ask_as(request, query=good_query)) if b"KPS.0002" in response.body else response


@variant(REQUESTS)
def limit_0_is_taken(mock: Variant, request: Request) -> Response:
    return mock.honest(ask_as(request, query=request.query.replace("limit=0", "limit=1")))


@variant(REQUESTS)
def limit_1001_is_taken(mock: Variant, request: Request) -> Response:
    over = number(request, "limit", 1) > 1000
    return mock.honest(ask_as(request, query="limit=1000") if over else request)


@variant(REQUESTS)
def limit_of_letters_is_the_default(mock: Variant, request: Request) -> Response:
    letters = re.search("limit=[a-z]+(&|$)", request.query)
    return mock.honest(ask_as(request, query="") if letters else request)


@variant(REQUESTS)
def negative_offset_is_0(mock: Variant, request: Request) -> Response:
    return mock.honest(ask_as(request, query=request.query.replace("offset=-", "offset=0")))


@variant(REQUESTS)
def empty_values_are_ignored(mock: Variant, request: Request) -> Response:
    parts = [part for part in request.query.split("&") if not part.endswith("=")]
    return mock.honest(ask_as(request, query="&".join(parts)))


@variant(REQUESTS)
def fractions_are_cut_off(mock: Variant, request: Request) -> Response:
    parts = [part.partition(".")[0] for part in request.query.split("&")]
    return mock.honest(ask_as(request, query="&".join(parts)))


@variant(REQUESTS)
def great_offset_is_taken(mock: Variant, request: Request) -> Response:
    over = number(request, "offset", 0) > 100_000
    return mock.honest(ask_as(request, query="offset=100000") if over else request)


@variant(REQUESTS)
def limit_of_1000_is_too_much(mock: Variant, request: Request) -> Response:
    over = number(request, "limit", 1) >= 1000
    return mock.honest(ask_as(request, query="limit=0") if over else request)


@variant(REQUESTS)
def offset_without_limit_is_refused(mock: Variant, request: Request) -> Response:
    alone = "offset" in request.query and "limit" not in request.query
    return mock.honest(ask_as(request, query="offset=-1") if alone else request)


@variant(REQUESTS)
def bad_limit_is_a_server_error(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 500) if b"KPS.0002" in response.body else response


@variant(REQUESTS)
def limits_wrap_at_32_bits(mock: Variant, request: Request) -> Response:
    limit = number(request, "limit", 1)
    return tolerant(mock, request, f"limit={limit % 2**32}") if limit >= 2**32 else mock.honest(request)


@variant(REQUESTS)
def limits_wrap_at_16_bits(mock: Variant, request: Request) -> Response:
    limit = number(request, "limit", 1)
    return tolerant(mock, request, f"limit={limit % 2**16}") if limit >= 2**16 else mock.honest(request)


@variant(REQUESTS)
def offsets_wrap_at_16_bits(mock: Variant, request: Request) -> Response:
    offset = number(request, "offset", 0)
    wrapped = request.query.replace(f"offset={offset}", f"offset={offset % 2**16}")
    return mock.honest(ask_as(request, query=wrapped) if offset >= 2**16 else request)


@variant(REQUESTS)
def a_nul_breaks_it(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 500) if "\0" in unquote(request.path + request.query) else response


@variant(REQUESTS)
def a_quote_breaks_it(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 500) if "'" in unquote(request.path) else response


@variant(REQUESTS)
def a_long_id_breaks_it(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 502) if asks_for(request, "/tasks/") and len(request.path) > 250 else response


@variant(REQUESTS)
def a_doubled_parameter_breaks_it(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return with_status(response, 500) if request.query.count("limit=") > 1 else response


@variant(REQUESTS)
def other_letters_break_it(mock: Variant, request: Request) -> Response:
    response = mock.honest(request)
    return response if unquote(request.path).isascii() else with_status(response, 503)


def found_by(mock: Variant, request: Request, pattern: str) -> Response:
    """Respond with the first task whose ID matches a pattern."""
    ids = mock.state.projects[mock.project_id].tasks
    found = next((task_id for task_id in ids if re.fullmatch(pattern, task_id)), None)
    head, _, _ = request.path.rpartition("/")
    return mock.honest(ask_as(request, path=f"{head}/{found}") if found else request)


@variant(REQUESTS)
def percent_is_a_wildcard(mock: Variant, request: Request) -> Response:
    asked = unquote(request.path.rpartition("/")[2])
    if not asks_for(request, "/tasks/") or "%" not in asked:
        return mock.honest(request)
    return found_by(mock, request, ".*".join(map(re.escape, asked.split("%"))))


@variant(REQUESTS)
def underscore_is_a_wildcard(mock: Variant, request: Request) -> Response:
    asked = unquote(request.path.rpartition("/")[2])
    if not asks_for(request, "/tasks/") or "_" not in asked:
        return mock.honest(request)
    return found_by(mock, request, ".".join(map(re.escape, asked.split("_"))))


@variant(REQUESTS)
def beginning_of_an_id_will_do(mock: Variant, request: Request) -> Response:
    asked = unquote(request.path.rpartition("/")[2])
    if not asks_for(request, "/tasks/") or not asked:
        return mock.honest(request)
    return found_by(mock, request, re.escape(asked) + ".*")


@variant(REQUESTS)
def an_id_ends_at_a_nul(mock: Variant, request: Request) -> Response:
    return mock.honest(ask_as(request, path=re.sub("(%00|\0).*", "", request.path)))
