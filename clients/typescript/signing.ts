/** An access key signs requests; a temporary one has a security token too. */
export interface AccessKey {
  id: string;
  secret: string;
  securityToken?: string;
}

const ALGORITHM = "SDK-HMAC-SHA256";

/**
 * Signs a GET request without a body, and returns the value of its Authorization header.
 *
 * @param key What to sign with.
 * @param url Where the request goes.
 * @param headers All that are given are signed; Host and X-Sdk-Date must be among them.
 */
export async function authorization(key: AccessKey, url: URL, headers: Record<string, string>): Promise<string> {
  const values = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const names = [...values.keys()].sort();
  const path = url.pathname
    .split("/")
    .map((part) => decodeURIComponent(part))
    .join("/");
  const canonical = [
    "GET",
    `${path.split("/").map(escaped).join("/").replace(/\/$/, "")}/`,
    [...url.searchParams]
      .sort(byNameAndValue)
      .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
      .join("&"),
    ...names.map((name) => `${name}:${values.get(name)}`),
    "",
    names.join(";"),
    await sha256(""),
  ].join("\n");
  const text = [ALGORITHM, values.get("x-sdk-date"), await sha256(canonical)].join("\n");
  const secret = await crypto.subtle.importKey("raw", bytes(key.secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  const signature = hex(await crypto.subtle.sign("HMAC", secret, bytes(text)));
  return `${ALGORITHM} Access=${key.id}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

/** The headers that a request needs to be signed now, its signature included. */
export async function signed(key: AccessKey, url: URL): Promise<Record<string, string>> {
  const sent: Record<string, string> = { "X-Sdk-Date": new Date().toISOString().replace(/[-:]|\.\d+/g, "") };
  if (key.securityToken) sent["X-Security-Token"] = key.securityToken;
  return { ...sent, Authorization: await authorization(key, url, { Host: url.host, ...sent }) };
}

function byNameAndValue(a: [string, string], b: [string, string]): number {
  const [left, right] = a[0] === b[0] ? [a[1], b[1]] : [a[0], b[0]];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Leaves letters, digits and -._~ as they are. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest("SHA-256", bytes(text)));
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
