"""Armed faults: which requests they apply to, how often, and in which order they are used."""

from collections.abc import Iterator
from itertools import count
from random import Random

from attrs import asdict, frozen

from ._messages import Request
from ._routes import route_of


@frozen(kw_only=True)
class Fault:
    """Something that goes wrong, and when.

    Attributes:
        operation: Operation that it applies to; None for all.
        project_id: Project that it applies to; None for all.
        task_id: Task that it applies to; None for all.
        times: Number of requests that it affects; None for all.
        after: Number of matching requests to let pass before it starts.
        probability: Share of the requests that it affects from then on, decided by a random number generator with
            `seed`.
        seed: Seed of that generator.
        status: HTTP status of an error.
        error_code: Error code; defaults to the known one for the status.
        error_msg: Error message; defaults to that of the code.
        form: Form of the body: `service`, `gateway` or `iam`; defaults to that of the code.
        retry_after: Value of `Retry-After`.
        body: `empty`, `html`, `cut` or `bad-gzip` instead of the body.
        reset: The connection is reset `before` the response, or in the `middle` of it.
        delay: Seconds before the response.
        drip: Seconds over which the response is sent, piece by piece.
        redirect: Address that the response redirects to.
        credential: Treat the credential as `expired`, `revoked` or `skewed` (signed with a wrong clock).
        rows: Rows of a page are `lost`, `doubled` or `shuffled`.
        total: Length of the list that a page reports.
    """

    operation: str | None = None
    project_id: str | None = None
    task_id: str | None = None
    times: int | None = 1
    after: int = 0
    probability: float = 1.0
    seed: int = 0
    status: int | None = None
    error_code: str | None = None
    error_msg: str | None = None
    form: str | None = None
    retry_after: str | None = None
    body: str | None = None
    reset: str | None = None
    delay: float = 0.0
    drip: float = 0.0
    redirect: str | None = None
    credential: str | None = None
    rows: str | None = None
    total: int | None = None

    @property
    def only_delays(self) -> bool:
        """Whether the response is unchanged, only late."""
        spoils = (self.status, self.body, self.reset, self.redirect, self.credential, self.rows, self.total)
        return all(value is None for value in spoils)

    def _concerns(self, request: Request) -> bool:
        """Whether it applies to a request."""
        route = route_of(request.path)
        return (
            route.operation is not None
            and self.operation in (None, route.operation)
            and self.project_id in (None, route.project_id)
            and self.task_id in (None, route.task_id)
        )


class ArmedFault:
    """A fault that is armed for requests to come.

    Attributes:
        id: Number of the fault, for the control plane.
        fault: What goes wrong, and when.
        seen: Number of requests that it applied to.
        used: Number of requests that it affected.
    """

    def __init__(self, number: int, fault: Fault) -> None:
        self.id, self.fault = number, fault
        self.seen = self.used = 0
        self._random = Random(fault.seed)  # noqa: S311 - it decides nothing secret

    def __repr__(self) -> str:
        return f"<ArmedFault {self}>"

    def __str__(self) -> str:
        said = ", ".join(f"{key}={value!r}" for key, value in self.as_dict().items() if key not in ("id", "seen"))
        return f"{self.id}: {said}"

    @property
    def is_spent(self) -> bool:
        """Whether it has affected as many requests as it was armed for."""
        return self.fault.times is not None and self.used >= self.fault.times

    def _takes(self, request: Request, free: bool) -> bool:
        """Whether it affects a request; *free* says that no other fault changes its response."""
        if self.is_spent or not self.fault._concerns(request):
            return False
        self.seen += 1
        if self.seen <= self.fault.after or not (free or self.fault.only_delays):
            return False
        if self._random.random() >= self.fault.probability:
            return False
        self.used += 1
        return True

    def as_dict(self) -> dict[str, object]:
        """Return the settings of the fault, without those left out, and how often it was used."""
        said = asdict(self.fault, filter=lambda attribute, value: value != attribute.default)
        return {"id": self.id, **said, "seen": self.seen, "used": self.used}


class Faults:
    """All armed faults, in the order in which they were armed."""

    def __init__(self) -> None:
        self._armed: list[ArmedFault] = []
        self._numbers = count(1)

    def __iter__(self) -> Iterator[ArmedFault]:
        return iter(self._armed)

    @property
    def are_armed(self) -> bool:
        """Whether there are any."""
        return bool(self._armed)

    def arm(self, fault: Fault) -> ArmedFault:
        """Arm a fault after the others."""
        armed = ArmedFault(next(self._numbers), fault)
        self._armed.append(armed)
        return armed

    def disarm(self, number: int | None = None) -> bool:
        """Remove a fault, or all; return whether there was one."""
        kept = [armed for armed in self._armed if number not in (None, armed.id)]
        self._armed, before = kept, self._armed
        return len(kept) < len(before)

    def take(self, request: Request) -> list[ArmedFault]:
        """Return the faults for a request: at most one that changes the response, and any that delay it."""
        taken: list[ArmedFault] = []
        for armed in self._armed:
            if armed._takes(request, free=all(other.fault.only_delays for other in taken)):
                taken.append(armed)
        return taken
