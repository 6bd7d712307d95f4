// Prints the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN.
import { kps, KnownOperateType } from "@example.invalid/kps-tasks-template";

const { KPS_ENDPOINT = "", KPS_PROJECT_ID = "", KPS_TOKEN = "" } = process.env;

try {
  // A dot as an ID would lead to another path.
  if (/^\.{1,2}$/.test(KPS_PROJECT_ID)) throw new TypeError(`the project ID ${KPS_PROJECT_ID} cannot be sent`);
  const params = { path: { project_id: KPS_PROJECT_ID }, query: { limit: 1000 } }; // the first page, as large as they get
  const { data } = await kps(KPS_ENDPOINT, KPS_TOKEN).GET("/v3/{project_id}/running-tasks", { params });
  for (const task of data?.tasks ?? []) {
    // The state is a plain string. Compare it with the constants, and expect others.
    const known = Object.values<string | undefined>(KnownOperateType).includes(task.operate_type);
    console.log(task.task_id, task.operate_type, task.server_name, known);
  }
} catch (error) {
  const { message, cause } = error as Error;
  console.error(cause instanceof Error ? `${message}: ${cause.message || String(cause)}` : message);
  process.exitCode = 1;
}
