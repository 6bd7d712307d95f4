import { signed, type AccessKey } from "./signing.js";

/** How requests are sent. */
export interface Sending {
  key: AccessKey | undefined;
  timeout: number;
  attempts: number;
  fetch: typeof fetch;
}

/** Returns a fetch with a timeout, without redirects, that signs, and tries again where that may help. */
export function sender(options: Sending): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      let response: Response | undefined;
      try {
        response = await once(options, new URL(String(input)), init ?? {});
      } catch (error) {
        if (attempt >= options.attempts) throw error;
      }
      const status = response?.status ?? 500;
      const transient = status === 408 || status === 429 || status >= 500;
      if (response && (!transient || attempt >= options.attempts)) return response;
      await sleep(delay(attempt, response?.headers.get("Retry-After") ?? ""));
    }
  };
}

/**
 * Sends a request and reads its response whole, so that a body that breaks off is a failed try too.
 *
 * The timeout is a timer of our own: that of AbortSignal.timeout neither keeps Node.js running nor survives the garbage
 * collector, and a fetch whose body breaks off may never end.
 */
async function once(sending: Sending, url: URL, init: RequestInit): Promise<Response> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new DOMException(`no response within ${sending.timeout} ms`, "TimeoutError");
      controller.abort(error);
      reject(error);
    }, sending.timeout);
  });
  try {
    return await Promise.race([send(sending, url, { ...init, signal: controller.signal }), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function send({ key, fetch }: Sending, url: URL, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers);
  for (const [name, value] of Object.entries(key ? await signed(key, url) : {})) headers.set(name, value);
  const response = await fetch(url, { ...init, headers, redirect: "manual" });
  const body = await response.arrayBuffer();
  if (response.type === "opaqueredirect") return seen(new Response(null, { status: 302 }), url); // in a browser
  const { status, statusText } = response;
  return seen(new Response(body.byteLength ? body : null, { status, statusText, headers: response.headers }), url);
}

function seen(response: Response, url: URL): Response {
  return Object.defineProperty(response, "url", { value: url.href });
}

/** Half a second, doubled with each try up to 20, less a random part, and at least what Retry-After says. */
function delay(attempt: number, asked: string): number {
  const wait = Math.min(20_000, 500 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
  const least = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  return Math.max(wait, least || 0);
}

/** Resolves after some milliseconds. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
