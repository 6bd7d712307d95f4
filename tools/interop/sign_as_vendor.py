"""Sign requests with the signer of the vendor's SDK: reads and writes JSON lines, where that SDK is installed."""

import json
import sys
from types import SimpleNamespace

from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

for line in sys.stdin:
    given = json.loads(line)
    request = SdkRequest(
        method=given["method"],
        schema="https",
        host=given["host"],
        resource_path=given["path"],
        query_params=[tuple(pair) for pair in given["query"]],
        header_params=given["headers"],
        body=given["body"],
    )
    signed = Signer(SimpleNamespace(ak=given["access_key"], sk=given["secret_key"])).sign(request)
    print(json.dumps({"authorization": signed.header_params["Authorization"], "uri": signed.uri}))
