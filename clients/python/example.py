"""Print the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN."""

import os
import sys

import httpx

from kps_tasks_client import AuthenticatedClient
from kps_tasks_client.api.tasks import list_running_task
from kps_tasks_client.models import KnownOperateType, RunningTaskPage

# The token is sent as it is: by default it would go into another header, behind "Bearer".
client = AuthenticatedClient(
    base_url=os.environ["KPS_ENDPOINT"],
    token=os.environ["KPS_TOKEN"],
    prefix="",
    auth_header_name="X-Auth-Token",
    timeout=httpx.Timeout(30),  # there is none by default
)
try:
    with client:
        # The first page, as large as they get.
        response = list_running_task.sync_detailed(os.environ["KPS_PROJECT_ID"], client=client, limit=1000)
except httpx.HTTPError as error:
    sys.exit(f"no response: {error}")
except ValueError as error:  # an ID that would lead to another path
    sys.exit(str(error))
if not isinstance(response.parsed, RunningTaskPage):
    sys.exit(f"status {response.status_code}: {response.content.decode(errors='replace')}")
for task in response.parsed.tasks or []:
    # The state is a plain string. Compare it with the constants, and expect others.
    print(task.task_id, task.operate_type, task.server_name, task.operate_type in list(KnownOperateType))
