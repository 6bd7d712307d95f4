from kps_tasks import Client

with Client.from_env() as kps:
    task = kps.tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c")
    print(task.task_id, task.task_status, task.phase.finished)
