"""Make the calls that come on the input, and write what came of each; see clients/README.md."""

import json
import sys
from typing import Any

from kps_tasks import APIStatusError, Client, KpsError, StaticToken


def run(call: dict[str, Any]) -> dict[str, Any]:
    auth = StaticToken(call["token"])
    try:
        with Client(endpoint=call["endpoint"], project_id=call["project_id"], auth=auth, retry=None) as kps:
            return {"value": send(call, kps)}
    except APIStatusError as error:
        return {"status": error.status_code, "body": error.body}
    except KpsError as error:
        return {"error": repr(error)}


def send(call: dict[str, Any], kps: Client) -> dict[str, Any]:
    if call["operation"] == "ListKeypairTask":
        return kps.tasks.get(call["task_id"]).to_dict()
    page_of = kps.tasks.list_failed if call["operation"] == "ListFailedTask" else kps.tasks.list_running
    pager = page_of(**{name: call[name] for name in ("limit", "offset") if name in call})
    page = next(pager.pages())
    return {"total": pager.total, "tasks": [task.to_dict() for task in page]}


for line in sys.stdin:
    call = json.loads(line)
    print(json.dumps({"case": call["case"], **run(call)}))
