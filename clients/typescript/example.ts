// Prints the running tasks of a project. Reads KPS_ENDPOINT, KPS_PROJECT_ID and KPS_TOKEN.
import { Kps, KnownOperateType } from "@example.invalid/kps-tasks";

const { KPS_ENDPOINT = "", KPS_PROJECT_ID = "", KPS_TOKEN } = process.env;

try {
  // Or, instead of the token, key: { id: …, secret: … }.
  const tasks = new Kps({ endpoint: KPS_ENDPOINT, projectId: KPS_PROJECT_ID, token: KPS_TOKEN });
  // Page by page, also while the list moves.
  for await (const task of tasks.running()) {
    // The state is a plain string. Compare it with the constants, and expect others.
    const known = Object.values<string | null | undefined>(KnownOperateType).includes(task.operate_type);
    console.log(task.task_id, task.operate_type, task.server_name, known);
  }
} catch (error) {
  console.error((error as Error).message); // the status, the service's code and message, and the request ID
  process.exitCode = 1;
}
