// Ask for tasks with the vendor's SDK for Node.js: show [ID], running or failed.
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js";
import { Region } from "@huaweicloud/huaweicloud-sdk-core/region/region.js";
import { KpsClient } from "./kps.js";

const { CLOUD_SDK_AK, CLOUD_SDK_SK, HUAWEICLOUD_SDK_IAM_ENDPOINT, HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4 } = process.env;
const [operation, taskId] = process.argv.slice(2);

try {
  // This SDK reads the endpoint of no service from the environment; these are its options for the same.
  const credentials = new BasicCredentials()
    .withAk(CLOUD_SDK_AK)
    .withSk(CLOUD_SDK_SK)
    .withIamEndpoint(HUAWEICLOUD_SDK_IAM_ENDPOINT);
  const client = KpsClient.newBuilder()
    .withCredential(credentials)
    .withRegion(new Region("cn-north-4", HUAWEICLOUD_SDK_REGION_KPS_CN_NORTH_4))
    .build();
  const page = { limit: 10, offset: 0 };
  const answer =
    operation === "show"
      ? await client.listKeypairTask({ taskId })
      : await (operation === "running" ? client.listRunningTask(page) : client.listFailedTask(page));
  console.log(JSON.stringify(answer));
} catch (error) {
  console.error([error.httpStatusCode, error.errorCode, error.errorMsg ?? error.message].join(" ").trim());
  process.exitCode = 1;
}
