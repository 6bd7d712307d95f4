"""Requests and their responses: kept, filtered, and shown when a test expected others."""

from collections import deque
from collections.abc import Iterator

from attrs import define

from ._messages import Request
from ._routes import route_of

SHOWN = 30

FILTERS = ("operation", "project_id", "task_id", "method", "path", "query", "status", "valid")


@define
class Exchange:
    """A request, the status of its response, and the faults applied to it; the status is 0 if no response was sent."""

    request: Request
    status: int
    faults: tuple[int, ...] = ()

    def has(self, name: str, value: object) -> bool:
        """Whether it has a value."""
        if name == "status":
            return self.status == value
        if name == "valid":
            return (not self.request.violations) == value
        if name in ("method", "path", "query"):
            return bool(getattr(self.request, name) == value)
        return bool(getattr(route_of(self.request.path), name) == value)

    def __str__(self) -> str:
        request = self.request
        target = f"{request.path}?{request.query}" if request.query else request.path
        spoiled = f" (fault {', '.join(map(str, self.faults))})" if self.faults else ""
        outside = f" (not in the spec: {'; '.join(request.violations)})" if request.violations else ""
        return f"{request.number:>5}  {request.method} {target} -> {self.status or 'no response'}{spoiled}{outside}"

    def as_dict(self) -> dict[str, object]:
        """Return it for the control plane, with credentials masked."""
        route, request = route_of(self.request.path), self.request
        return {
            "number": request.number,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": request.masked_headers,
            "operation": route.operation,
            "project_id": route.project_id or None,
            "task_id": route.task_id or None,
            "status": self.status,
            "faults": list(self.faults),
            "violations": list(request.violations),
            "at": request.at,
        }


class Conversation:
    """All exchanges; if there are very many, the newest."""

    def __init__(self, kept: int) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=kept)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(list(self._exchanges))

    def note(self, exchange: Exchange) -> None:
        """Record an exchange."""
        self._exchanges.append(exchange)

    def clear(self) -> None:
        """Forget all exchanges."""
        self._exchanges.clear()

    def matching(self, **filters: object) -> list[Exchange]:
        """Return the exchanges that have all these values; None matches any."""
        asked = [(name, value) for name, value in filters.items() if value is not None]
        return [exchange for exchange in self if all(exchange.has(name, value) for name, value in asked)]

    def check(self, times: int | None, **filters: object) -> None:
        """Raise an AssertionError that shows all requests, unless so many match; None means one or more."""
        found = len(self.matching(**filters))
        if found == times or (times is None and found):
            return
        asked = ", ".join(f"{name}={value!r}" for name, value in filters.items() if value is not None)
        expected = "a request" if times is None else f"{times} request{'' if times == 1 else 's'}"
        raise AssertionError(f"expected {expected} with {asked or 'anything'}, received {found} of:\n{self}")

    def __str__(self) -> str:
        lines = [str(exchange) for exchange in self]
        left_out = [f"({len(lines) - SHOWN} earlier ones)"] if len(lines) > SHOWN else []
        return "\n".join([*left_out, *lines[-SHOWN:]]) or "nothing"
