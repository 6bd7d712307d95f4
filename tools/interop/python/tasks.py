"""Request tasks with the vendor's Python SDK: `show [ID]`, `running` or `failed`."""

import os
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import SdkException, ServiceResponseException
from huaweicloudsdkkps.v3 import (
    KpsClient,
    ListFailedTaskRequest,
    ListKeypairTaskRequest,
    ListRunningTaskRequest,
)
from huaweicloudsdkkps.v3.region.kps_region import KpsRegion


def main(operation: str, *ids: str) -> None:
    try:
        client = (
            KpsClient.new_builder()
            .with_credentials(BasicCredentials(os.environ["CLOUD_SDK_AK"], os.environ["CLOUD_SDK_SK"]))
            .with_region(KpsRegion.value_of("cn-north-4"))
            .build()
        )
        if operation == "show":
            print(client.list_keypair_task(ListKeypairTaskRequest(*ids)))
        elif operation == "running":
            print(client.list_running_task(ListRunningTaskRequest(limit=10, offset=0)))
        else:
            print(client.list_failed_task(ListFailedTaskRequest(limit=10, offset=0)))
    except ServiceResponseException as error:
        sys.exit(f"{error.status_code} {error.error_code} {error.error_msg}")
    except SdkException as error:  # the project look-up wraps the response
        sys.exit(f"{error.error_msg}")


main(*sys.argv[1:])
