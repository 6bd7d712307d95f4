"""Print the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN."""

import sys

from kps_tasks import Client, KpsError, Phase

try:
    with Client.from_env() as kps:
        for task in kps.tasks.list_running():
            print(task.task_id, task.operate_type, task.server_name, task.phase is not Phase.UNKNOWN)
except (KpsError, ValueError) as error:  # a ValueError is a setting that cannot be one
    sys.exit(str(error))
