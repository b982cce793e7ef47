import { EngineError, messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";

const maxRedirects = 10;
/** What is meant for the host that was asked for, and for no other. */
const withheld = ["authorization", "cookie"];

/**
 * Asks for what a URL names, through the proxies of the engine's environment. Redirects are followed over http and https alone;
 * to another host they take no credentials along. The bytes are as they are sent: what is packed stays packed.
 * @throws EngineError in Go's words; a status that says no is no error
 */
export async function getUrl(op: Op, source: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  let url = checked(source);
  let sent = headers;
  for (let redirects = 0; ; redirects++) {
    const response = await fetchOnce(op, url, sent);
    const location = isRedirect(response.status) ? response.headers.get("location") : null;
    if (location === null) return response;
    await response.body?.cancel();
    if (redirects === maxRedirects) throw failed(url.href, `stopped after ${maxRedirects} redirects`);
    const next = checked(new URL(location, url).href);
    if (next.host !== url.host) sent = withoutPrivate(sent);
    url = next;
  }
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function withoutPrivate(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !withheld.includes(name.toLowerCase())));
}

function checked(url: string): URL {
  const parsedUrl = parsed(url);
  const { protocol } = parsedUrl;
  if (protocol === "http:" || protocol === "https:") return parsedUrl;
  throw failed(url, `unsupported protocol scheme ${JSON.stringify(protocol.replace(":", ""))}`);
}

function parsed(url: string): URL {
  if (url === "http://") throw failed("http:", "http: no Host in request URL");
  const host = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
  const wrong = /[ "<>^`{|}\\]/.exec(host)?.[0];
  if (wrong !== undefined) {
    const reason = `invalid character ${JSON.stringify(wrong)} in host name`;
    throw new EngineError("invalid-argument", `parse ${JSON.stringify(url)}: ${reason}`);
  }
  if (!URL.canParse(url)) throw new EngineError("invalid-argument", `parse ${JSON.stringify(url)}: invalid URL`);
  return new URL(url);
}

async function fetchOnce(op: Op, url: URL, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    const options = { signal: op.signal, headers, redirect: "manual", decompress: false };
    return await fetch(url.href, options as RequestInit);
  } catch (error) {
    throwIfEnded(op);
    throw failed(url.href, reasonOf(error, url), error);
  }
}

function reasonOf(error: unknown, { hostname, port, protocol }: URL): string {
  const { code } = error as { readonly code?: unknown };
  const number = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  if (code === "ECONNREFUSED") return `dial tcp ${hostname}:${number}: connect: connection refused`;
  if (code === "ENOTFOUND") return `dial tcp: lookup ${hostname}: no such host`;
  if (code === "EAI_AGAIN") return `dial tcp: lookup ${hostname}: Temporary failure in name resolution`;
  return messageOf(error);
}

function failed(url: string, reason: string, cause?: unknown): EngineError {
  return new EngineError("system", `Get ${JSON.stringify(withoutPassword(url))}: ${reason}`, { cause });
}

function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#:@]*):[^/?#@]*@/i, "$1:***@");
}
