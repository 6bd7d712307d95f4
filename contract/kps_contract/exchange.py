"""Ask the target, and keep what was asked so that a finding can show it."""

from __future__ import annotations

import shlex
import time
from urllib.parse import quote

import httpx
from attrs import Factory, field, frozen

from kps_tasks_client import facts

from .description import paths
from .relations.response import Broken, Response, read, require


@frozen
class Target:
    """What is tested: where it is, the project, and a token that is good for it.

    Attributes:
        endpoint: Address without a slash at the end.
        project_id: The one project that is looked at.
        token: What goes into X-Auth-Token; for a target behind the gate, a placeholder.
        task_ids: Tasks that are known besides those in the lists.
        foreign_ids: Tasks of other projects, as far as they are known.
        transport: How to reach it, for a target in this process.
        shown: Address as reports have it; that of the service, where the endpoint is a gate.
    """

    endpoint: str
    project_id: str
    token: str = field(repr=False)
    task_ids: tuple[str, ...] = ()
    foreign_ids: tuple[str, ...] = ()
    transport: httpx.BaseTransport | None = None
    shown: str = field(default=Factory(lambda self: self.endpoint, takes_self=True))


class Asker:
    """Send GETs to a target.

    Args:
        target: Where to.
        slowest: Seconds that a response may take.

    Attributes:
        last: The last request as a curl command, with the token left out.
        sent: Number of requests.
    """

    def __init__(self, target: Target, slowest: float = 30.0) -> None:
        self._target = target
        self._slowest = slowest
        self._http = httpx.Client(
            base_url=target.endpoint,
            transport=target.transport,
            timeout=30.0,
            follow_redirects=False,
            trust_env=False,
        )
        self.last = ""
        self.sent = 0

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _curl(self, path: str, headers: dict[str, str] | None) -> str:
        """Write a request so that it can be sent again, with the token of the environment; a wrong one is not shown."""
        words = ['-H "X-Auth-Token: $KPS_TOKEN"'] if headers is None else [f"-H '{name}: [wrong]'" for name in headers]
        return " ".join(["curl", "-i", *words, shlex.quote(self._target.shown + path)])

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __call__(
        self, operation: str, *, task_id: str = "", limit: int | None = None, offset: int | None = None
    ) -> Response:
        """Ask one of the three operations with the right credential."""
        path = paths()[operation].format(project_id=self._target.project_id, task_id=quote(task_id, safe=""))
        values = {"limit": limit, "offset": offset}
        query = "&".join(f"{name}={value}" for name, value in values.items() if value is not None)
        return self.get(f"{path}?{query}" if query else path)

    def get(self, path: str, headers: dict[str, str] | None = None) -> Response:
        """Send a GET, by default with the right credential, else with just these headers."""
        self.sent += 1
        url = self._target.endpoint + path
        self.last = self._curl(path, headers)
        started = time.monotonic()
        try:
            response = self._http.get(
                url, headers={facts.TOKEN_HEADER: self._target.token} if headers is None else headers
            )
        except httpx.HTTPError as error:
            raise Broken("answered", f"no response: {error or type(error).__name__}") from None
        seconds = time.monotonic() - started
        require(seconds <= self._slowest, "in time", f"the response took {seconds:.1f} s, more than {self._slowest:g}")
        return read(path, response.status_code, response.headers, response.content)
