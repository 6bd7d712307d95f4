"""Try the vendor's Python SDK against the same behaviours; prints the correct outcomes by family, as JSON.

Run with the interpreter of ``make interop``, which has the SDK and not this project.
"""

import json
import logging
import sys
import threading
from pathlib import Path

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import SdkException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkkps.v3 import KpsClient, ListFailedTaskRequest, ListKeypairTaskRequest, ListRunningTaskRequest

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.hostile.behaviours import ERROR, RESULT, every
from tests.hostile.server import Server

PATIENCE = 5.0  # seconds after which a call counts as hanging, as for our client


def outcome(call):
    """The outcome of a call: result, typed or raw error, or nothing in time."""
    came = []

    def run():
        try:
            call()
            came.append("result")
        except SdkException:
            came.append("typed error")
        except BaseException:  # noqa: BLE001
            came.append("raw error")

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return came[0] if came else "hang"


def is_right(came, expected):
    return came in {ERROR: ("typed error",), RESULT: ("result",)}.get(expected, ("result", "typed error"))


def main():
    logging.disable(logging.CRITICAL)
    config = HttpConfig.get_default_config()
    config.timeout = (1, 1)  # seconds to connect, and to wait for further data
    counts = {}
    with Server.listening() as server:
        client = (
            KpsClient.new_builder()
            .with_http_config(config)
            .with_credentials(BasicCredentials("AK", "SK", "p"))
            .with_endpoint(server.url)
            .build()
        )
        for behaviour in every():
            server.script = lambda connection, target, behaviour=behaviour: behaviour.action(server, connection, target)
            calls = (
                (behaviour.task, lambda: client.list_keypair_task(ListKeypairTaskRequest("t"))),
                (behaviour.page, lambda: client.list_running_task(ListRunningTaskRequest(limit=1000, offset=0))),
                (behaviour.page, lambda: client.list_failed_task(ListFailedTaskRequest(limit=1000, offset=0))),
            )
            for expected, call in calls:
                right, all_calls, kinds = counts.setdefault(behaviour.family, [0, 0, {}])
                came = outcome(call)
                kinds[came] = kinds.get(came, 0) + (not is_right(came, expected))
                counts[behaviour.family] = [right + is_right(came, expected), all_calls + 1, kinds]
    print(json.dumps(counts))


main()
