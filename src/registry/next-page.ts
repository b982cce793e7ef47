import type { Document } from "./http/fetch-document.ts";

/** Longer than any address of a page: a longer field is not looked at. */
const maxLinkLength = 8192;

/** Where a list goes on: `Link: <URL>; rel="next"` (RFC 8288). Only the registry itself is followed. */
export function nextPage({ head, url }: Document): URL | undefined {
  const target = /<([^<>]*)>\s*;[^,<]*rel="?next"?/.exec((head.headers.get("link") ?? "").slice(0, maxLinkLength))?.[1];
  if (target === undefined || !URL.canParse(target, url.href)) return undefined;
  const next = new URL(target, url);
  return next.origin === url.origin ? next : undefined;
}
