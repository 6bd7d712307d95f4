/**
 * Asks the Huawei Cloud Key Pair Service how its tasks go: safely, whole lists, signed where wanted.
 *
 * It stands on the generated client, which the package exports too.
 */
import {
  Configuration,
  ResponseError,
  TasksApi,
  type FailedTask,
  type KeypairTask,
  type RunningTask,
} from "./client/index.js";
import { whole } from "./paging.js";
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

/** A response that is no success, or none that can be read. */
export class KpsError extends Error {
  override readonly name = "KpsError";

  constructor(
    request: string,
    /** HTTP status. */
    readonly status: number,
    /** The body, as it came. */
    readonly body: string,
    /** Code in the body, such as KPS.0001; undefined where there is none. */
    readonly code: string | undefined,
    /** ID of the request; undefined where the response has none. */
    readonly requestId: string | undefined,
    message: string | undefined,
  ) {
    const said = [code, message].filter(Boolean).join(": ");
    const what = redirects(status)
      ? "a redirect, which is never followed"
      : said || `a response that is not understood: ${JSON.stringify(body.slice(0, 120))}`;
    super(`${request}: HTTP ${status}, ${what}${requestId ? ` (request ID ${requestId})` : ""}`);
  }
}

/** Asks for the tasks of one project. */
export class Kps {
  readonly #tasks: TasksApi;
  readonly #projectId: string;
  readonly #pageSize: number;

  /** @throws TypeError where something cannot be sent; nothing was sent. */
  constructor({
    endpoint,
    projectId,
    token,
    key,
    timeout = 30_000,
    attempts = 5,
    pageSize = 1000,
    ...rest
  }: KpsOptions) {
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
    const fetchApi = sender({ key, timeout, attempts, fetch: rest.fetch ?? fetch });
    this.#tasks = new TasksApi(new Configuration({ basePath: endpoint.replace(/\/+$/, ""), apiKey: token, fetchApi }));
  }

  /** Asks for one task. */
  get(taskId: string): Promise<KeypairTask> {
    return explained(() =>
      this.#tasks.listKeypairTask({ projectId: this.#projectId, taskId: segment("taskId", taskId) }),
    );
  }

  /** The running tasks, page by page as they are needed. */
  running(): AsyncGenerator<RunningTask, void> {
    const projectId = this.#projectId;
    return whole(this.#pageSize, (page) => explained(() => this.#tasks.listRunningTask({ projectId, ...page })));
  }

  /** The history of failed tasks, page by page as they are needed. */
  failed(): AsyncGenerator<FailedTask, void> {
    const projectId = this.#projectId;
    return whole(this.#pageSize, (page) => explained(() => this.#tasks.listFailedTask({ projectId, ...page })));
  }

  /**
   * Asks for a task until it has ended.
   *
   * @param taskId ID of the task.
   * @param options Milliseconds between two looks, and until giving up.
   * @throws Error where the task failed, or has not ended in time.
   */
  async wait(taskId: string, { interval = 5_000, timeout = 1_800_000 } = {}): Promise<KeypairTask> {
    for (const end = Date.now() + timeout; ; ) {
      const task = await this.get(taskId);
      const state = task.task_status ?? "";
      if (state.startsWith("SUCCESS")) return task;
      if (state.startsWith("FAILED")) throw new Error(`the task ${taskId} failed: ${state}`);
      if (Date.now() + interval > end) throw new Error(`the task ${taskId} has not ended in time: ${state}`);
      await sleep(interval);
    }
  }
}

/** A dot would lead to another path, here or at a gateway. */
function segment(name: string, value: string): string {
  if (typeof value !== "string" || /^\.{1,2}$|^\s*$|[\x00-\x1f\x7f]/.test(value) || !isWellFormed(value)) {
    throw new TypeError(`the ${name} ${JSON.stringify(value)} cannot be sent`);
  }
  return value;
}

function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}

function redirects(status: number): boolean {
  return status >= 300 && status < 400;
}

async function explained<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const { response } = error;
    const body = await response.text();
    const said = read(body);
    throw new KpsError(
      `GET ${new URL(response.url || "http://-/").pathname}`,
      response.status,
      body,
      said.error_code ?? said.error?.title,
      response.headers.get("X-Request-Id") ?? said.request_id,
      said.error_msg ?? said.error?.message,
    );
  }
}

interface Refusal {
  error_code?: string;
  error_msg?: string;
  request_id?: string;
  error?: { title?: string; message?: string };
}

function read(body: string): Refusal {
  try {
    return (JSON.parse(body) as Refusal | null) ?? {};
  } catch {
    return {};
  }
}
