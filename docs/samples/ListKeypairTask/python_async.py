import asyncio

from kps_tasks import AsyncClient


async def main() -> None:
    async with AsyncClient.from_env() as kps:
        task = await kps.tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c")
        print(task.task_id, task.task_status, task.phase.finished)


asyncio.run(main())
