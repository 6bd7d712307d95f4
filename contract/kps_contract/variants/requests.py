"""Requests that should be refused and are not, or the other way round."""

from __future__ import annotations

from kps_tasks_mock import Request
from kps_tasks_mock._messages import Response

from .variant import REQUESTS, Variant, ask_as, number, variant


def tolerant(mock: Variant, request: Request, good_query: str) -> Response:
    """Answer as to a good query what would be refused."""
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
    return mock.honest(ask_as(request, query="") if "limit=abc" in request.query else request)


@variant(REQUESTS)
def negative_offset_is_0(mock: Variant, request: Request) -> Response:
    return mock.honest(ask_as(request, query=request.query.replace("offset=-", "offset=0")))


@variant(REQUESTS)
def bad_values_are_ignored(mock: Variant, request: Request) -> Response:
    return tolerant(mock, request, "")


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
    from .variant import with_status

    response = mock.honest(request)
    return with_status(response, 500) if b"KPS.0002" in response.body else response


@variant(REQUESTS)
def limits_wrap_at_32_bits(mock: Variant, request: Request) -> Response:
    limit = number(request, "limit", 1)
    return tolerant(mock, request, f"limit={limit % 2**32}") if limit >= 2**32 else mock.honest(request)
