// The package is made by `make client-typescript NPM_NAME=@acme/kps`.
import { Kps } from "@acme/kps";

const { KPS_ENDPOINT = "", KPS_PROJECT_ID = "", KPS_TOKEN } = process.env;
// Or, instead of the token, key: { id: …, secret: … }.
const tasks = new Kps({ endpoint: KPS_ENDPOINT, projectId: KPS_PROJECT_ID, token: KPS_TOKEN });
// All pages.
for await (const task of tasks.failed()) {
  console.log(task.task_id, task.server_name, task.task_error_msg);
}
