from kps_tasks import Client

with Client.from_env() as kps:
    for task in kps.tasks.list_running():  # all pages, lazily
        print(task.task_id, task.server_name, task.operation)
