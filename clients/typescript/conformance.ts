// Makes the calls that come on its input, and writes what came of each; see clients/README.md.
import { createInterface } from "node:readline";
import {
  authorization,
  Configuration,
  Kps,
  KpsError,
  ResponseError,
  TasksApi,
  type AccessKey,
} from "@example.invalid/kps-tasks";

interface Call {
  case: string;
  operation: string;
  do: string;
  endpoint: string;
  token?: string;
  project_id: string;
  task_id: string;
  limit?: number;
  offset?: number;
  attempts?: number;
  interval?: number;
  access_key?: string;
  secret_key?: string;
  security_token?: string;
  requests?: { url: string; headers: Record<string, string>; access_key: string; secret_key: string }[];
}

function bare(call: Call): Promise<unknown> {
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

/** Makes the call with the helper. A page with a limit and an offset is what only the generated client gives. */
async function helped(call: Call): Promise<unknown> {
  if (call.offset !== undefined) return bare(call);
  if (call.requests) {
    return Promise.all(
      call.requests.map(({ url, headers, access_key: id, secret_key: secret }) =>
        authorization({ id, secret }, new URL(url), headers),
      ),
    );
  }
  const { access_key: id, secret_key: secret, security_token: securityToken } = call;
  const key: AccessKey | undefined = id && secret ? { id, secret, securityToken } : undefined;
  const { endpoint, token, attempts = 1, limit: pageSize, project_id: projectId } = call;
  const tasks = new Kps({ endpoint, projectId, token, key, attempts, pageSize, timeout: 10_000 });
  if (call.do === "wait") return tasks.wait(call.task_id, { interval: (call.interval ?? 1) * 1000 });
  if (call.operation === "ListKeypairTask") return tasks.get(call.task_id);
  const all = [];
  for await (const task of call.operation === "ListFailedTask" ? tasks.failed() : tasks.running()) all.push(task);
  return { total: all.length, tasks: all };
}

const send = process.argv.includes("helper") ? helped : bare;

/** Rejects after a while: a fetch whose body breaks off may never end, and nothing keeps Node.js running until then. */
async function ended(value: Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no end within 30 s")), 30_000);
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function run(call: Call): Promise<object> {
  try {
    return { case: call.case, value: await ended(send(call)) };
  } catch (error) {
    if (error instanceof KpsError) {
      return { case: call.case, status: error.status, body: error.body, error: String(error) };
    }
    if (error instanceof ResponseError) {
      const { response } = error;
      return { case: call.case, status: response.status, body: await response.text(), error: String(error) };
    }
    return { case: call.case, error: String(error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run(JSON.parse(line) as Call)));
}
