import asyncio

from kps_tasks import AsyncClient


async def main() -> None:
    async with AsyncClient.from_env() as kps:
        async for task in kps.tasks.list_running():  # all pages, lazily
            print(task.task_id, task.server_name, task.operation)


asyncio.run(main())
