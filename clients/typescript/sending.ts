import { signed, type AccessKey } from "./signing.js";

/** How requests are sent. */
export interface Sending {
  key: AccessKey | undefined;
  timeout: number;
  attempts: number;
  fetch: typeof fetch;
}

const LONGEST_PAUSE = 120_000; // before a request is tried again; a service that asks for more gets no other try

/** Returns a fetch with a timeout, without redirects, that signs, and tries again where that may help. */
export function sender(options: Sending): typeof fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      const [response, error] = await once(options, new URL(String(input)), init ?? {}).then(
        (response) => [response, undefined] as const,
        (error: unknown) => [undefined, error] as const,
      );
      const status = response?.status ?? 500;
      const passing = status === 408 || status === 429 || status >= 500;
      const pause = pauseAfter(attempt, response?.headers.get("Retry-After") ?? "");
      if (passing && attempt < options.attempts && pause <= LONGEST_PAUSE) await sleep(pause);
      else if (response) return response;
      else throw error;
    }
  };
}

/**
 * Sends a request and reads its response whole, so that a body that breaks off is a failed try too.
 *
 * The timeout is a timer of our own: that of AbortSignal.timeout neither keeps Node.js running nor survives the garbage
 * collector, and a fetch whose body breaks off may never end.
 */
async function once({ key, timeout, fetch }: Sending, url: URL, init: RequestInit): Promise<Response> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new DOMException(`no response within ${timeout} ms`, "TimeoutError");
      controller.abort(error);
      reject(error);
    }, timeout);
  });
  const send = async () => {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(key ? await signed(key, url) : {})) headers.set(name, value);
    const response = await fetch(url, { ...init, headers, redirect: "manual", signal: controller.signal });
    const whole = response.clone();
    await response.arrayBuffer();
    return whole;
  };
  try {
    return await Promise.race([send(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Half a second, doubled with each try up to 20, less a random part, and at least what Retry-After says. */
function pauseAfter(attempt: number, after: string): number {
  const pause = Math.min(20_000, 500 * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
  const least = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return Math.max(pause, least || 0);
}

/** Resolves after some milliseconds. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
