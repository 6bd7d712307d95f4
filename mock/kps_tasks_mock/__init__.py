"""Stand-in for the task queries of the Key Pair Service: in process, on a socket, or from the command line.

```python
import httpx
from kps_tasks_mock import MockKps

mock = MockKps.documented()
with httpx.Client(transport=mock.transport(), base_url="http://kps.test") as client:
    response = client.get(f"/v3/{mock.project_id}/running-tasks", headers={"X-Auth-Token": mock.token})
```
"""

from importlib import import_module

TYPE_CHECKING = False  # type checkers take this as True; importing `typing` would be a tenth of the cost of `--help`
if TYPE_CHECKING:
    from ._clock import MockClock
    from ._faults import ArmedFault, Fault
    from ._messages import Request
    from ._mock import MockKps
    from ._seed_parts import SeedError
    from ._transport import KpsTransport

# The module of each public name. Names are imported on first use, so `kps-tasks-mock --help` and every run of pytest do
# not load an HTTP library that they may not need.
_ROOMS = {
    "ArmedFault": "_faults",
    "Fault": "_faults",
    "KpsTransport": "_transport",
    "MockClock": "_clock",
    "MockKps": "_mock",
    "Request": "_messages",
    "SeedError": "_seed_parts",
}

__all__ = ["ArmedFault", "Fault", "KpsTransport", "MockClock", "MockKps", "Request", "SeedError"]


def __dir__() -> list[str]:
    return __all__


if not TYPE_CHECKING:  # type checkers see the imports above and refuse all other names

    def __getattr__(name: str) -> object:
        if name not in _ROOMS:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_ROOMS[name]}", __name__), name)
        globals()[name] = value
        return value
