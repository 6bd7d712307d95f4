"""Stand-in for the task queries of the Key Pair Service: in process, on a socket, or from the command line.

```python
import httpx
from kps_tasks_mock import MockKps

mock = MockKps.documented()
with httpx.Client(transport=mock.transport(), base_url="http://kps.test") as client:
    response = client.get(f"/v3/{mock.project_id}/running-tasks", headers={"X-Auth-Token": mock.token})
```
"""

from ._messages import Request
from ._mock import MockKps
from ._seed_parts import SeedError
from ._transport import KpsTransport

__all__ = ["KpsTransport", "MockKps", "Request", "SeedError"]
