"""Limits on responses. Each request carries them, including one for a token that another request needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.validators import ge

if TYPE_CHECKING:
    import httpx

EXTENSION = "kps_tasks.limits"  # of a request; httpx and its transports ignore unknown ones


@frozen(kw_only=True)
class ResponseLimits:
    """Limit how much of a response is read, so that no server can exhaust the memory.

    Args:
        size: Maximum number of bytes of a response, counted while it is read and again after decompression; a longer
            response is an error. A page of a thousand tasks has less than a million.
        error_size: Number of bytes read of an error response; the rest is not read.
        depth: Maximum nesting depth of objects and lists in a response; a page has three levels.
        text: Number of characters kept of an error's code, message and body.

    Example:
        ```python
        Client("cn-north-4", project_id="…", auth=auth, response_limits=ResponseLimits(size=4 * 2**20))
        ```
    """

    size: int = field(default=32 * 2**20, validator=ge(1))
    error_size: int = field(default=64 * 2**10, validator=ge(1))
    depth: int = field(default=32, validator=ge(1))
    text: int = field(default=2000, validator=ge(1))


DEFAULT = ResponseLimits()


def limits_of(request: httpx.Request) -> ResponseLimits:
    """Return the limits on the response to a request."""
    limits: ResponseLimits = request.extensions.get(EXTENSION, DEFAULT)
    return limits
