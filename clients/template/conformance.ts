// Makes the calls that come on its input, and writes what came of each; see clients/README.md.
import { createInterface } from "node:readline";
import { kps, KpsError } from "@example.invalid/kps-tasks-template";

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

async function send({ operation, endpoint, token, project_id, task_id, limit, offset }: Call): Promise<unknown> {
  const client = kps(endpoint, token, 10_000);
  const params = { path: { project_id }, query: { limit, offset } };
  switch (operation) {
    case "ListKeypairTask":
      return (await client.GET("/v3/{project_id}/tasks/{task_id}", { params: { path: { project_id, task_id } } })).data;
    case "ListFailedTask":
      return (await client.GET("/v3/{project_id}/failed-tasks", { params })).data;
    default:
      return (await client.GET("/v3/{project_id}/running-tasks", { params })).data;
  }
}

/** Rejects after a while: a fetch whose body breaks off may never end, and nothing keeps Node.js running until then. */
async function ended(value: Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no end within 15 s")), 15_000);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const call = JSON.parse(line) as Call;
  let result: object;
  try {
    result = { value: (await ended(send(call))) ?? null };
  } catch (error) {
    result = { error: String(error), ...(error instanceof KpsError && { status: error.status, body: error.body }) };
  }
  console.log(JSON.stringify({ case: call.case, ...result }));
}
