interface Page {
  total?: number;
  tasks?: { task_id?: string; server_name?: string; task_error_msg?: string | null }[];
}

const { KPS_ENDPOINT, KPS_PROJECT_ID, KPS_TOKEN = "" } = process.env;
const url = `${KPS_ENDPOINT}/v3/${KPS_PROJECT_ID}/failed-tasks?limit=100&offset=0`;
const answer = await fetch(url, { headers: { "X-Auth-Token": KPS_TOKEN } });
if (!answer.ok) {
  throw new Error(`${answer.status}, request id ${answer.headers.get("X-Request-Id")}`);
}
const page = (await answer.json()) as Page;
for (const task of page.tasks ?? []) {
  console.log(task.task_id, task.server_name, task.task_error_msg);
}
