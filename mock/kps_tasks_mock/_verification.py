"""What a test arms and verifies: faults, and the requests received."""

from ._conversation import FILTERS, Exchange
from ._fault_parts import parse_fault
from ._faults import ArmedFault
from ._messages import Request
from ._receiver import _Receiver
from ._seed_parts import nearest


class _Verification(_Receiver):
    """The part of a mock that arms faults and verifies requests."""

    def fail(
        self, operation: str | None = None, times: int | None = 1, status: int | None = None, **fault: object
    ) -> ArmedFault:
        """Arm a fault for the next requests.

        Args:
            operation: Operation that it applies to, such as `ListRunningTask`; None for all.
            times: Number of requests; None for all from now on.
            status: HTTP status of an error; defaults to 429 if no other fault is given.
            **fault: Other fields of `Fault`: `after`, `task_id`, `project_id`, `probability`, `seed`, `error_code`,
                `error_msg`, `form`, `retry_after`, `body`, `reset`, `delay`, `drip`, `redirect`, `credential`, `rows`,
                `total`.

        Returns:
            The fault, which counts the requests that it affects.

        Raises:
            SeedError: An argument is unknown or unusable.
        """
        spoils = fault.keys() & {"body", "reset", "delay", "drip", "redirect", "credential", "rows", "total"}
        status = 429 if status is None and not spoils else status
        with self._changing("fail", {"operation": operation, "times": times, "status": status, **fault}) as part:
            return self._faults.arm(parse_fault(part))

    def delay(self, seconds: float, operation: str | None = None, times: int | None = None) -> ArmedFault:
        """Delay responses: by the mock's clock in process, in real time on a socket.

        Args:
            seconds: Seconds of delay.
            operation: Operation that it applies to; None for all.
            times: Number of requests; None for all from now on.
        """
        return self.fail(operation, times, delay=seconds)

    @property
    def faults(self) -> list[ArmedFault]:
        """The armed faults, including spent ones."""
        with self._lock:
            return list(self._faults)

    def _disarm(self, number: int) -> bool:
        """Remove a fault; return whether there was one."""
        with self._lock:
            return self._faults.disarm(number)

    def clear_faults(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._faults.disarm()

    def assert_faults_used(self) -> None:
        """Raise an AssertionError if a fault was never used, or fewer times than it was armed for."""
        left = [armed for armed in self.faults if not (armed.used if armed.fault.times is None else armed.is_spent)]
        if left:
            lines = "\n".join(f"{armed}" for armed in left)
            raise AssertionError(f"faults not used up:\n{lines}\nreceived:\n{self.conversation}")

    @property
    def requests(self) -> list[Request]:
        """The requests received so far, oldest first; at most the newest 10,000."""
        return [exchange.request for exchange in self._exchanges()]

    def requests_of(self, operation: str | None = None, **filters: object) -> list[Request]:
        """Return the requests for an operation.

        Args:
            operation: The operation; None for all.
            **filters: Other conditions: `project_id`, `task_id`, `method`, `path`, `query` as sent, `status` of the
                response, `valid` for whether the request conforms to the spec.
        """
        return [exchange.request for exchange in self._exchanges(operation=operation, **filters)]

    def assert_requested(self, operation: str | None = None, times: int | None = None, **filters: object) -> None:
        """Raise an AssertionError, with the whole conversation, unless such requests were received.

        Args:
            operation: The operation; None for any.
            times: Number of requests; None for at least one.
            **filters: As for `requests_of`.
        """
        with self._lock:
            self._conversation.check(times, **_known({"operation": operation, **filters}))

    def assert_requests_valid(self) -> None:
        """Raise an AssertionError, with the violations, if a request did not conform to the spec."""
        wrong = [str(exchange) for exchange in self._exchanges(valid=False)]
        if wrong:
            raise AssertionError("\n".join(["requests outside the spec:", *wrong]))

    @property
    def conversation(self) -> str:
        """Requests and responses, one line each."""
        with self._lock:
            return str(self._conversation)

    def clear_requests(self) -> None:
        """Forget the requests received so far."""
        with self._lock:
            self._conversation.clear()

    def _exchanges(self, **filters: object) -> list[Exchange]:
        with self._lock:
            return self._conversation.matching(**_known(filters))


def _known(filters: dict[str, object]) -> dict[str, object]:
    """Return the filters, or refuse an unknown one."""
    for name in filters:
        if name not in FILTERS:
            raise TypeError(f"{name!r} is not a filter; {nearest(name, FILTERS)}")
    return filters
