"""The figures of `make bench`: what is measured, against what, and the goal for the ratio."""

from __future__ import annotations

from attrs import frozen


@frozen
class Figure:
    """One figure.

    Args:
        name: What is measured.
        measure: ``cpu`` or ``memory`` of a function of sides.py, or ``process`` for the CPU of a command.
        unit: Unit in which it is shown.
        ours: Environment, and function or Python arguments, of our side, as a shell would split them.
        peer: The same for the peer.
        peer_name: Name of the peer.
        goal: The ratio to reach.
        bound: The same for the libraries alone, without our code: the minimum with them.
    """

    name: str
    measure: str
    unit: str
    ours: str
    peer: str
    peer_name: str
    goal: float
    bound: str = ""

    @property
    def sides(self) -> list[str]:
        """All sides to measure."""
        return [side for side in (self.ours, self.peer, self.bound) if side]


SDK, BARE = "vendor's SDK", "bare Python"
_LIBRARIES = "import attrs; from kps_tasks._httpx import httpx"
_FIRST_CLIENT = 'Client(endpoint="http://127.0.0.1:9", project_id="p", auth=StaticToken("t"))'
_ONE_GET = 'httpx.get(os.environ["KPS_ENDPOINT"] + "/v3/p/tasks/a-task").json()'
_COMMAND = "ours -m kps_tasks"
FIGURES = (
    Figure(
        "a signed call", "cpu", "µs", "ours our_signed_call", "sdk sdk_signed_call", SDK, 0.43, "ours httpx_signed_call"
    ),
    Figure(
        "a call with a token",
        "cpu",
        "µs",
        "ours our_token_call",
        "sdk sdk_signed_call",
        f"{SDK}, signed",
        0.35,
        "ours httpx_token_call",
    ),
    Figure(
        "100,000 rows kept", "cpu", "ms", "ours our_rows_kept", "sdk sdk_rows_kept", SDK, 0.30, "ours httpx_rows_kept"
    ),
    Figure(
        "100,000 rows streamed",
        "cpu",
        "ms",
        "ours our_rows_streamed",
        "sdk sdk_rows_kept",
        f"{SDK}, kept",
        0.27,
        "ours httpx_rows_streamed",
    ),
    Figure("100,000 rows, all fields", "cpu", "ms", "ours our_rows_read", "sdk sdk_rows_read", SDK, 0.50),
    Figure("100,000 rows, 8 pages at a time", "cpu", "ms", "ours our_rows_by_eight", "sdk sdk_rows_kept", SDK, 0.40),
    Figure(
        "memory of rows kept",
        "memory",
        "MB",
        "ours our_rows_kept",
        "sdk sdk_rows_kept",
        SDK,
        0.80,
        "ours httpx_rows_kept",
    ),
    Figure(
        "memory of rows streamed",
        "memory",
        "MB",
        "ours our_rows_streamed",
        "sdk sdk_rows_kept",
        f"{SDK}, kept",
        0.20,
        "ours httpx_rows_streamed",
    ),
    Figure(
        "import of Client",
        "process",
        "ms",
        "ours -c 'from kps_tasks import Client'",
        "ours -c pass",
        BARE,
        10.5,
        f"ours -c '{_LIBRARIES}'",
    ),
    Figure(
        "import, and a first client",
        "process",
        "ms",
        f"ours -c 'from kps_tasks import Client, StaticToken; {_FIRST_CLIENT}'",
        "ours -c pass",
        BARE,
        16.0,
        f"ours -c '{_LIBRARIES}; httpx.Client(verify=False)'",
    ),
    Figure("kps-tasks --help", "process", "ms", f"{_COMMAND} --help", "ours -c pass", BARE, 2.2),
    Figure("kps-tasks --version", "process", "ms", f"{_COMMAND} --version", "ours -c pass", BARE, 2.2),
    Figure(
        "kps-tasks get",
        "process",
        "ms",
        f"{_COMMAND} get a-task",
        "ours -c pass",
        BARE,
        13.0,
        f"ours -c 'import os, click; {_LIBRARIES}; {_ONE_GET}'",
    ),
    *(
        Figure(
            f"gets, {many:,} at a time",
            "cpu",
            "µs",
            f"ours our_gets {many}",
            f"aiohttp aiohttp_gets {many}",
            "aiohttp",
            10.0,
            f"ours httpx_gets {many}",
        )
        for many in (1, 300, 1000)
    ),
    *(
        Figure(
            f"gets by aiohttp, {many:,} at a time",
            "cpu",
            "µs",
            f"aiohttp our_gets_by_aiohttp {many}",
            f"aiohttp aiohttp_gets {many}",
            "aiohttp",
            3.0,
            f"aiohttp httpx_gets_by_aiohttp {many}",
        )
        for many in (1, 300, 1000)
    ),
)
