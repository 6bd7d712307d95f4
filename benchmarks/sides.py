"""The measurements, each in its own process: ``python sides.py MEASURE URL`` prints its figures as JSON.

The process runs in the environment of the measured side, so each function imports what it needs.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

KEYS = ("EXAMPLEACCESSKEY", "example-secret-key")
PROJECT = "0123456789abcdef0123456789abcdef"
TOKEN = "t" * 400
CALLS, ROWS, PAGE = 400, 100_000, 1000
FIELDS = [
    "task_id",
    "operate_type",
    "task_time",
    "task_error_code",
    "task_error_msg",
    "server_name",
    "server_id",
    "keypair_name",
]


def our_client(url: str, *, signed: bool = True) -> Any:
    from kps_tasks import AccessKeyAuth, Client, StaticToken

    return Client(endpoint=url, project_id=PROJECT, auth=AccessKeyAuth(*KEYS) if signed else StaticToken(TOKEN))


def our_signed_call(url: str) -> dict[str, float]:
    kps = our_client(url)
    return each(lambda: kps.tasks.get("a-task"))


def our_token_call(url: str) -> dict[str, float]:
    kps = our_client(url, signed=False)
    return each(lambda: kps.tasks.get("a-task"))


def our_rows_kept(url: str) -> dict[str, float]:
    return whole(lambda kps: len(list(kps.tasks.list_failed(limit=PAGE))), our_client(url))


def our_rows_streamed(url: str) -> dict[str, float]:
    return whole(lambda kps: sum(1 for _ in kps.tasks.list_failed(limit=PAGE)), our_client(url))


def our_rows_read(url: str) -> dict[str, float]:
    def read(kps: Any) -> int:
        return sum(1 for task in kps.tasks.list_failed(limit=PAGE) if [getattr(task, name) for name in FIELDS])

    return whole(read, our_client(url))


def our_rows_by_eight(url: str) -> dict[str, float]:
    return whole(lambda kps: sum(1 for _ in kps.tasks.list_failed(limit=PAGE, concurrency=8)), our_client(url))


def httpx_signed_call(url: str) -> dict[str, float]:
    return httpx_call(url, signed=True)


def httpx_token_call(url: str) -> dict[str, float]:
    return httpx_call(url, signed=False)


def httpx_call(url: str, *, signed: bool) -> dict[str, float]:
    import httpx

    from kps_tasks import AccessKeyAuth, StaticToken

    auth: httpx.Auth = AccessKeyAuth(*KEYS) if signed else StaticToken(TOKEN)
    with httpx.Client(base_url=url, auth=auth) as client:
        return each(lambda: client.get(f"/v3/{PROJECT}/tasks/a-task").json())


def httpx_client(url: str) -> Any:
    import httpx

    return httpx.Client(base_url=url)


def httpx_pages(client: Any) -> Iterator[list[Any]]:
    """Read the list with only httpx and json: without checks, deduplication or objects."""
    for offset in range(0, ROWS, PAGE):
        response = client.get(f"/v3/{PROJECT}/failed-tasks", params={"limit": PAGE, "offset": offset})
        yield json.loads(response.content)["tasks"]


def httpx_rows_kept(url: str) -> dict[str, float]:
    return whole(lambda client: len([row for page in httpx_pages(client) for row in page]), httpx_client(url))


def httpx_rows_streamed(url: str) -> dict[str, float]:
    return whole(lambda client: sum(map(len, httpx_pages(client))), httpx_client(url))


def sdk_client(url: str) -> Any:
    from huaweicloudsdkcore.auth.credentials import BasicCredentials  # type: ignore[import-not-found]
    from huaweicloudsdkkps import v3  # type: ignore[import-not-found]

    return v3.KpsClient.new_builder().with_credentials(BasicCredentials(*KEYS, PROJECT)).with_endpoint(url).build()


def sdk_signed_call(url: str) -> dict[str, float]:
    from huaweicloudsdkkps import v3

    client = sdk_client(url)
    return each(lambda: client.list_keypair_task(v3.ListKeypairTaskRequest(task_id="a-task")))


def sdk_pages(client: Any) -> Iterator[list[Any]]:
    """Read the list in a plain loop, because the SDK has no pager."""
    from huaweicloudsdkkps import v3

    for offset in range(0, ROWS, PAGE):
        yield client.list_failed_task(v3.ListFailedTaskRequest(limit=PAGE, offset=offset)).tasks


def sdk_rows_kept(url: str) -> dict[str, float]:
    return whole(lambda client: len([row for page in sdk_pages(client) for row in page]), sdk_client(url))


def sdk_rows_streamed(url: str) -> dict[str, float]:
    return whole(lambda client: sum(map(len, sdk_pages(client))), sdk_client(url))


def sdk_rows_read(url: str) -> dict[str, float]:
    def read(client: Any) -> int:
        rows = [row for page in sdk_pages(client) for row in page]
        return sum(1 for row in rows if [getattr(row, name) for name in FIELDS])

    return whole(read, sdk_client(url))


def our_gets(url: str, at_once: int, transport: Any = None) -> dict[str, float]:
    from kps_tasks import AsyncClient, StaticToken

    async def run() -> dict[str, float]:
        async with AsyncClient(endpoint=url, project_id=PROJECT, auth=StaticToken(TOKEN), transport=transport) as kps:
            return await gathered(lambda: kps.tasks.get("a-task"), at_once)

    return asyncio.run(run())


def our_gets_by_aiohttp(url: str, at_once: int) -> dict[str, float]:
    return our_gets(url, at_once, "aiohttp")


def httpx_gets(url: str, at_once: int, transport: Any = None) -> dict[str, float]:
    import httpx

    async def run() -> dict[str, float]:
        headers = {"X-Auth-Token": TOKEN}
        async with httpx.AsyncClient(headers=headers, timeout=60, transport=transport and transport()) as client:

            async def get() -> Any:
                return (await client.get(f"{url}/v3/{PROJECT}/tasks/a-task")).json()

            return await gathered(get, at_once)

    return asyncio.run(run())


def httpx_gets_by_aiohttp(url: str, at_once: int) -> dict[str, float]:
    from httpx_aiohttp import AiohttpTransport  # type: ignore[import-not-found]

    return httpx_gets(url, at_once, AiohttpTransport)


def aiohttp_gets(url: str, at_once: int) -> dict[str, float]:
    import aiohttp

    async def run() -> dict[str, float]:
        async with aiohttp.ClientSession(headers={"X-Auth-Token": TOKEN}) as session:

            async def get() -> Any:
                async with session.get(f"{url}/v3/{PROJECT}/tasks/a-task") as response:
                    return await response.json()

            return await gathered(get, at_once)

    return asyncio.run(run())


async def gathered(get: Callable[[], Awaitable[Any]], at_once: int) -> dict[str, float]:
    """Return the CPU time per get, with *at_once* sent concurrently."""
    await asyncio.gather(*(get() for _ in range(at_once)))
    rounds = max(1, 2 * CALLS // at_once)
    start = time.process_time()
    for _ in range(rounds):
        await asyncio.gather(*(get() for _ in range(at_once)))
    return {"cpu": (time.process_time() - start) / rounds / at_once}


def each(call: Callable[[], object]) -> dict[str, float]:
    """Return the CPU time per call, after a first one."""
    call()
    start = time.process_time()
    for _ in range(CALLS):
        call()
    return {"cpu": (time.process_time() - start) / CALLS}


def whole(read: Callable[[Any], int], client: Any) -> dict[str, float]:
    """Return the CPU time of reading a list, and the increase of the process's peak memory."""
    before, start = peak(), time.process_time()
    if (found := read(client)) != ROWS:
        raise SystemExit(f"{found} rows came instead of {ROWS}")
    return {"cpu": time.process_time() - start, "memory": peak() - before}


def peak() -> float:
    """Return the peak memory of this process, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else most * 1024)


if __name__ == "__main__":
    name, *given = sys.argv[1:]
    print(json.dumps(globals()[name](*(int(each) if each.isdecimal() else each for each in given))))
