"""How a request violates the spec, whatever its response was."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from kps_tasks_client import facts

from ._routes import route_of

if TYPE_CHECKING:
    from ._messages import Request


def violations_of(request: "Request") -> Iterator[str]:
    """Yield each violation of the spec in a few words.

    IAM and the metadata service are not checked. The form of a project ID is left to the test's seed: an ID that the
    seed does not have is refused anyway.
    """
    operation = route_of(request.path).operation
    if operation is None:
        yield f"no operation has the path {request.path}"
    elif operation in facts.QUERY_PARAMETERS:
        if request.method != "GET":
            yield f"{operation} is a GET, not a {request.method}"
        if request.body:
            yield f"{operation} takes no body"
        if not (request.header(facts.TOKEN_HEADER) or request.header("Authorization")):
            yield f"no credential: neither {facts.TOKEN_HEADER} nor a signature"
        yield from _of_query(operation, request.query)


def _of_query(operation: str, query: str) -> Iterator[str]:
    sent: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        sent.setdefault(name, []).append(value)
    known = facts.QUERY_PARAMETERS[operation]
    for name, values in sent.items():
        if name not in known:
            yield f"{operation} has no query parameter {name!r}"
        elif len(values) > 1:
            yield f"{name} is given {len(values)} times"
        elif (allowed := known[name]) and not (re.fullmatch("[0-9]{1,10}", values[0]) and int(values[0]) in allowed):
            yield f"{name}: {values[0]!r} is not a whole number from {allowed[0]} to {allowed[-1]}"
