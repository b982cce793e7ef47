import type { Document } from "./http/fetch-document.ts";

/** Where a list goes on: `Link: <URL>; rel="next"` (RFC 8288). Only the registry itself is followed. */
export function nextPage({ head, url }: Document): URL | undefined {
  const target = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(head.headers.get("link") ?? "")?.[1];
  if (target === undefined || !URL.canParse(target, url.href)) return undefined;
  const next = new URL(target, url);
  return next.origin === url.origin ? next : undefined;
}
