interface KeypairTask {
  task_id?: string;
  task_status?: string;
  server_id?: string;
}

const { KPS_ENDPOINT, KPS_PROJECT_ID, KPS_TOKEN = "" } = process.env;
const url = `${KPS_ENDPOINT}/v3/${KPS_PROJECT_ID}/tasks/aee8d2fe-5484-4753-9177-5a38dc15546c`;
const answer = await fetch(url, { headers: { "X-Auth-Token": KPS_TOKEN } });
if (!answer.ok) {
  throw new Error(`${answer.status}, request id ${answer.headers.get("X-Request-Id")}`);
}
const task = (await answer.json()) as KeypairTask;
console.log(task.task_id, task.task_status);
