// Waits for a task, with requests that are signed by an access key, and tells errors apart.
import { Kps, KpsError, TaskFailedError } from "@example.invalid/kps-tasks";

const tasks = new Kps({
  endpoint: "https://kms.cn-north-4.myhuaweicloud.com",
  projectId: process.env["KPS_PROJECT_ID"] ?? "",
  key: { id: process.env["KPS_ACCESS_KEY"] ?? "", secret: process.env["KPS_SECRET_KEY"] ?? "" },
}); // a TypeError where a setting cannot be sent

try {
  // Milliseconds. Or get, for one look.
  const task = await tasks.wait("aee8d2fe-5484-4753-9177-5a38dc15546c", { interval: 5_000, timeout: 600_000 });
  console.log(task.task_status);
} catch (error) {
  if (error instanceof TaskFailedError) console.error("failed:", error.task.task_status);
  else if (error instanceof KpsError) console.error(error.status, error.code, error.message, error.requestId);
  else throw error; // no response, or the task has not ended in time
}

// The history; running() has those that run.
for await (const task of tasks.failed()) console.log(task.server_name, task.task_error_code, task.task_error_msg);
