// Makes the calls that come on its input, and writes what came of each; see clients/README.md.
import { createInterface } from "node:readline";
import { Configuration, ResponseError, TasksApi } from "./client/index.js";

interface Call {
  case: string;
  operation: string;
  endpoint: string;
  token: string;
  project_id: string;
  task_id: string;
  limit?: number;
  offset?: number;
}

function send(call: Call): Promise<unknown> {
  const tasks = new TasksApi(new Configuration({ basePath: call.endpoint, apiKey: call.token }));
  const options = { signal: AbortSignal.timeout(10_000), redirect: "manual" } as const;
  const page = { projectId: call.project_id, limit: call.limit, offset: call.offset };
  switch (call.operation) {
    case "ListKeypairTask":
      return tasks.listKeypairTask({ projectId: call.project_id, taskId: call.task_id }, options);
    case "ListFailedTask":
      return tasks.listFailedTask(page, options);
    default:
      return tasks.listRunningTask(page, options);
  }
}

async function run(call: Call): Promise<object> {
  try {
    return { case: call.case, value: await send(call) };
  } catch (error) {
    if (error instanceof ResponseError) {
      return { case: call.case, status: error.response.status, body: await error.response.text() };
    }
    return { case: call.case, error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run(JSON.parse(line) as Call)));
}
