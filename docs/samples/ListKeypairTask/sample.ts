// The package is made by `make client-typescript NPM_NAME=@acme/kps`.
import { Kps } from "@acme/kps";

const { KPS_ENDPOINT = "", KPS_PROJECT_ID = "", KPS_TOKEN } = process.env;
// Or, instead of the token, key: { id: …, secret: … }.
const tasks = new Kps({ endpoint: KPS_ENDPOINT, projectId: KPS_PROJECT_ID, token: KPS_TOKEN });
const task = await tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c");
console.log(task.task_id, task.task_status);
