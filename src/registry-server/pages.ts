import { badQuery } from "./errors.ts";

/** A part of a long list: at most `limit` entries behind `last`. */
export interface PageQuery {
  readonly limit: number | undefined;
  readonly last: string | undefined;
}

/** Reads `n` and `last`. @throws RegistryError when `n` is no number */
export function parsePageQuery(query: URLSearchParams): PageQuery {
  const n = query.get("n");
  if (n !== null && !/^\d{1,15}$/.test(n)) throw badQuery(`n is not a number: ${JSON.stringify(n)}`);
  return { limit: n === null ? undefined : Number(n), last: query.get("last") ?? undefined };
}

export interface Page {
  readonly entries: readonly string[];
  /** Behind which entry the next page begins, where there is one. */
  readonly next?: string;
}

/** The page of a list that is in the order of its bytes; never more than `most` entries. */
export function pageOf(sorted: readonly string[], { limit, last }: PageQuery, most = Number.MAX_SAFE_INTEGER): Page {
  const begin = last === undefined ? 0 : firstBehind(sorted, last);
  const count = Math.min(limit ?? most, most);
  const entries = sorted.slice(begin, begin + count);
  const final = entries.at(-1);
  return begin + entries.length < sorted.length && final !== undefined ? { entries, next: final } : { entries };
}

function firstBehind(sorted: readonly string[], last: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > last) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The `Link` header that leads to the next page (RFC 8288). */
export function nextLink(path: string, { limit, last }: { readonly limit: number; readonly last: string }): string {
  return `<${path}?n=${limit}&last=${encodeURIComponent(last)}>; rel="next"`;
}
