/**
 * Asks the Huawei Cloud Key Pair Service how its tasks go: safely, whole lists, signed where wanted.
 *
 * It stands on the generated client, which the package exports too.
 */
import {
  Configuration,
  FetchError,
  ResponseError,
  TasksApi,
  type FailedTask,
  type KeypairTask,
  type RunningTask,
} from "./client/index.js";
import { list } from "./paging.js";
import { sender, sleep } from "./sending.js";
import type { AccessKey } from "./signing.js";

export * from "./client/index.js";
export { authorization, type AccessKey } from "./signing.js";

/** Whom to ask, and as whom. */
export interface KpsOptions {
  /** Such as https://kms.cn-north-4.myhuaweicloud.com */
  endpoint: string;
  /** ID of the project, of the region of the endpoint. */
  projectId: string;
  /** A token of IAM, … */
  token?: string;
  /** … or an access key, by which each request is signed. */
  key?: AccessKey;
  /** Milliseconds of one try; 30,000 by default. */
  timeout?: number;
  /** Tries in all; 5 by default, and 1 tries nothing again. */
  attempts?: number;
  /** Tasks per request of a list, from 2 to 1000, the default. */
  pageSize?: number;
  /** What sends; the global fetch by default. */
  fetch?: typeof fetch;
}

/** A response that is no success, or none that makes sense. */
export class KpsError extends Error {
  override readonly name = "KpsError";
  /** Code of the service, such as KPS.0001; undefined where the response has none. */
  readonly code: string | undefined;
  /** ID of the request; undefined where the response has none. */
  readonly requestId: string | undefined;

  constructor(
    request: string,
    /** HTTP status. */
    readonly status: number,
    /** The body, as it came. */
    readonly body: string,
    requestId: string | null,
  ) {
    const said = read(body);
    const code = said.error_code ?? said.error?.title;
    const id = requestId ?? said.request_id;
    const text = [code, said.error_msg ?? said.error?.message].filter(Boolean).join(": ");
    const redirect = (status >= 300 && status < 400) || status === 0; // 0 in browsers
    const what = redirect
      ? "a redirect, which is never followed"
      : text || `a response that makes no sense: ${JSON.stringify(body.slice(0, 120))}`;
    super(`${request}: HTTP ${status}, ${what}${id ? ` (request ID ${id})` : ""}`);
    this.code = code;
    this.requestId = id;
  }
}

/** A task that was waited for, and failed. */
export class TaskFailedError extends Error {
  override readonly name = "TaskFailedError";

  constructor(
    taskId: string,
    readonly task: KeypairTask,
  ) {
    super(`the task ${taskId} failed: ${task.task_status}`);
  }
}

/** Asks for the tasks of one project. */
export class Kps {
  readonly #tasks: TasksApi;
  readonly #projectId: string;
  readonly #pageSize: number;

  /** @throws TypeError where something cannot be sent; nothing was sent. */
  constructor(options: KpsOptions) {
    const { endpoint, projectId, token, key, timeout = 30_000, attempts = 5, pageSize = 1000 } = options;
    if (!/^https?:\/\/[^/\s?#@]+(\/[^\s?#]*)?$/.test(endpoint ?? "")) {
      throw new TypeError("endpoint must be a URL such as https://kms.cn-north-4.myhuaweicloud.com");
    }
    if (!token === !key) throw new TypeError("give either a token or a key");
    if (key && !(key.id && key.secret)) throw new TypeError("a key needs both id and secret");
    if (/[^\x21-\x7e]/.test(`${token ?? ""}${key?.id ?? ""}${key?.securityToken ?? ""}`)) {
      throw new TypeError("the credential has characters that cannot be sent");
    }
    if (!(pageSize >= 2 && pageSize <= 1000)) throw new TypeError("pageSize must be from 2 to 1000");
    this.#projectId = segment("projectId", projectId);
    this.#pageSize = pageSize;
    const fetchApi = sender({ key, timeout, attempts, fetch: options.fetch ?? fetch });
    this.#tasks = new TasksApi(new Configuration({ basePath: endpoint.replace(/\/+$/, ""), apiKey: token, fetchApi }));
  }

  /** Asks for one task. */
  async get(taskId: string): Promise<KeypairTask> {
    const ids = { projectId: this.#projectId, taskId: segment("taskId", taskId) };
    const task = await explained(this.#tasks.listKeypairTask(ids));
    if (task.task_id != null && task.task_id !== taskId) {
      throw new Error(`the response about the task ${taskId} is about another, ${task.task_id}`);
    }
    return task;
  }

  /** The running tasks, page by page as they are needed. */
  running(): AsyncGenerator<RunningTask, void> {
    const projectId = this.#projectId;
    return list(this.#pageSize, (page) => explained(this.#tasks.listRunningTask({ projectId, ...page })));
  }

  /** The history of failed tasks, page by page as they are needed. */
  failed(): AsyncGenerator<FailedTask, void> {
    const projectId = this.#projectId;
    return list(this.#pageSize, (page) => explained(this.#tasks.listFailedTask({ projectId, ...page })));
  }

  /**
   * Asks for a task until it has ended.
   *
   * @param taskId ID of the task.
   * @param options Milliseconds between two looks, and until giving up.
   * @throws TaskFailedError where the task failed; Error where it has not ended in time.
   */
  async wait(taskId: string, { interval = 5_000, timeout = 1_800_000 } = {}): Promise<KeypairTask> {
    for (const end = Date.now() + timeout; ; ) {
      const task = await this.get(taskId);
      const state = task.task_status ?? "";
      if (state.startsWith("SUCCESS")) return task;
      if (state.startsWith("FAILED")) throw new TaskFailedError(taskId, task);
      if (Date.now() + interval > end) throw new Error(`the task ${taskId} has not ended in time: ${state}`);
      await sleep(interval);
    }
  }
}

/** Refuses what would lead to another path, here or at a gateway. */
function segment(name: string, value: string): string {
  if (typeof value !== "string" || /^\.{1,2}$|^\s*$|[\x00-\x1f\x7f]/.test(value)) {
    throw new TypeError(`the ${name} ${JSON.stringify(value)} cannot be sent`);
  }
  return value;
}

async function explained<T>(value: Promise<T>): Promise<T> {
  try {
    return await value;
  } catch (error) {
    if (error instanceof FetchError) throw new Error(`no response: ${reason(error)}`, { cause: error.cause });
    if (!(error instanceof ResponseError)) throw error;
    const { url, status, headers } = error.response;
    const request = `GET ${url && new URL(url).pathname}`;
    throw new KpsError(request, status, await error.response.text(), headers.get("X-Request-Id"));
  }
}

/** What the deepest cause of an error says. */
function reason(error: Error & { code?: unknown }): string {
  return error.cause instanceof Error ? reason(error.cause) : error.message || String(error.code ?? error);
}

interface Said {
  error_code?: string;
  error_msg?: string;
  request_id?: string;
  error?: { title?: string; message?: string }; // as the identity service says it
}

function read(body: string): Said {
  try {
    return (JSON.parse(body) as Said | null) ?? {};
  } catch {
    return {};
  }
}
