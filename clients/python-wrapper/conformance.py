"""Make the calls that come on the input, and write what came of each; see clients/README.md."""

import json
import sys
from typing import Any

from kps_tasks import AccessKeyAuth, APIStatusError, Client, KpsError, RetryPolicy, StaticToken
from kps_tasks._auth import signing


def run(call: dict[str, Any]) -> dict[str, Any]:
    if call["do"] == "sign":
        return {"value": [sign(**request) for request in call["requests"]]}
    keys: list[Any] = [call.get(name) for name in ("access_key", "secret_key", "security_token")]
    auth = StaticToken(call["token"]) if "token" in call else AccessKeyAuth(*keys)
    retry = RetryPolicy(attempts=call["attempts"]) if "attempts" in call else None
    try:
        with Client(endpoint=call["endpoint"], project_id=call["project_id"], auth=auth, retry=retry) as kps:
            return {"value": send(call, kps)}
    except APIStatusError as error:
        return {"status": error.status_code, "body": error.body, "error": str(error)}
    except KpsError as error:
        return {"error": repr(error)}


def send(call: dict[str, Any], kps: Client) -> dict[str, Any]:
    if call["do"] == "wait":
        (update,) = kps.tasks.wait(call["task_id"], interval=call["interval"])
        return {name: getattr(update, name) for name in ("task_id", "task_status", "server_id")}
    if call["operation"] == "ListKeypairTask":
        return kps.tasks.get(call["task_id"]).to_dict()
    page_of = kps.tasks.list_failed if call["operation"] == "ListFailedTask" else kps.tasks.list_running
    pager = page_of(**{name: call[name] for name in ("limit", "offset") if name in call})
    if call["do"] == "list":
        return {"tasks": [task.to_dict() for task in pager], "total": pager.total}
    page = next(pager.pages())
    return {"total": pager.total, "tasks": [task.to_dict() for task in page]}


def sign(url: str, headers: dict[str, str], access_key: str, secret_key: str) -> str:
    named = {name.lower(): value for name, value in headers.items()}
    path, _, query = url.split("/", 3)[3].partition("?")
    text = signing.canonical_request("GET", f"/{path}", signing.canonical_query(signing.pairs_of(query)), named)
    return signing.authorization(access_key, named, signing.signature(secret_key, named["x-sdk-date"], text))


for line in sys.stdin:
    call = json.loads(line)
    print(json.dumps({"case": call["case"], **run(call)}))
