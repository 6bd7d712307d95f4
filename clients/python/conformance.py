"""Make the calls that come on the input, and write what came of each; see clients/README.md."""

import json
import sys
from typing import Any

import httpx

from kps_tasks_client import AuthenticatedClient
from kps_tasks_client.api.tasks import list_failed_task, list_keypair_task, list_running_task
from kps_tasks_client.errors import UnexpectedStatus
from kps_tasks_client.models import ErrorResponse
from kps_tasks_client.types import Response


def run(call: dict[str, Any]) -> dict[str, Any]:
    client = AuthenticatedClient(
        base_url=call["endpoint"],
        token=call["token"],
        prefix="",
        auth_header_name="X-Auth-Token",
        timeout=httpx.Timeout(10),
        raise_on_unexpected_status=True,
    )
    try:
        with client:
            response = send(call, client)
    except UnexpectedStatus as error:
        return {"status": error.status_code, "body": error.content.decode(), "error": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever a client raises is its result
        return {"error": repr(error)}
    if response.parsed is None or isinstance(response.parsed, ErrorResponse):
        body = response.content.decode()
        return {"status": response.status_code, "body": body, "error": repr(response.parsed)}
    return {"value": response.parsed.to_dict()}


def send(call: dict[str, Any], client: AuthenticatedClient) -> Response[Any]:
    project, page = call["project_id"], {name: call.get(name) for name in ("limit", "offset")}
    match call["operation"]:
        case "ListKeypairTask":
            return list_keypair_task.sync_detailed(project, call["task_id"], client=client)
        case "ListFailedTask":
            return list_failed_task.sync_detailed(project, client=client, **page)
        case _:
            return list_running_task.sync_detailed(project, client=client, **page)


for line in sys.stdin:
    call = json.loads(line)
    print(json.dumps({"case": call["case"], **run(call)}))
