// Prints the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN.
import { Configuration, KnownOperateType, ResponseError, TasksApi } from "./client/index.js";

const { KPS_ENDPOINT, KPS_PROJECT_ID = "", KPS_TOKEN = "" } = process.env;

// The token is sent as it is, without a prefix.
const tasks = new TasksApi(new Configuration({ basePath: KPS_ENDPOINT, apiKey: KPS_TOKEN }));
const options = {
  signal: AbortSignal.timeout(30_000), // there is no timeout by default
  redirect: "manual", // a redirect would carry the token to another host
} as const;

try {
  const page = await tasks.listRunningTask({ projectId: KPS_PROJECT_ID, limit: 100 }, options);
  for (const task of page.tasks ?? []) {
    // The state is a plain string. Compare it with the constants, and expect others.
    const known = Object.values<string | undefined>(KnownOperateType).includes(task.operate_type);
    console.log(task.task_id, task.operate_type, task.server_name, known);
  }
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  console.error(`status ${error.response.status}: ${await error.response.text()}`);
  process.exitCode = 1;
}
