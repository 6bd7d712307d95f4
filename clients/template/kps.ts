/** What others import: the generated types, and what sets the client up as it is safe. */
import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./client/schema.js";

export * from "./client/schema.js";

/** A response that is no success. */
export class KpsError extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    requestId: string | null,
  ) {
    const more = requestId && !body.includes(requestId) ? ` (request ID ${requestId})` : "";
    super(`HTTP ${status}: ${body.trim()}${more}`);
  }
}

/** Returns a client with a time limit that follows no redirect, and throws a KpsError for what is no success. */
export function kps(endpoint: string, token: string, timeout = 30_000): Client<paths> {
  const client = createClient<paths>({ baseUrl: endpoint, headers: { "X-Auth-Token": token }, redirect: "manual" });
  client.use({
    onRequest: ({ request }) => new Request(request, { signal: AbortSignal.timeout(timeout) }),
    async onResponse({ response }) {
      if (response.ok) return;
      throw new KpsError(response.status, await response.text(), response.headers.get("X-Request-Id"));
    },
  });
  return client;
}
