from kps_tasks import Client

with Client.from_env() as kps:
    for task in kps.tasks.list_failed():  # all pages, lazily
        print(task.task_id, task.server_name, task.task_error_msg)
