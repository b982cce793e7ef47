import type { OutgoingHttpHeaders } from "node:http2";

/** Values of one name, as gRPC's metadata has them: several, in an order. */
export type Metadata = Readonly<Record<string, readonly string[]>>;

const listPrefix = "x-list-";

/**
 * Metadata as headers for a call over a `GrpcConnection`. Web headers join the values of a name by a comma, so that each list goes
 * under another name, escaped, and is spread into real headers by `spreadLists`. Values that are not ASCII are escaped for the
 * other side, as BuildKit does (session/filesync, encodeOpts).
 */
export function metadataHeaders(metadata: Metadata): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(metadata)) {
    if (values.length === 0) continue;
    const isAscii = values.every((value) => /^[\x00-\x7f]*$/.test(value));
    const sent = isAscii ? values : values.map(queryEscape);
    headers.set(`${listPrefix}${name}`, sent.map(encodeURIComponent).join(","));
    if (!isAscii) headers.set(`${name}-encoded`, "1");
  }
  return headers;
}

/** Makes headers with several values of what `metadataHeaders` packed. */
export function spreadLists(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const spread: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(listPrefix))
      spread[name.slice(listPrefix.length)] = String(value).split(",").map(decodeURIComponent);
    else spread[name] = value;
  }
  return spread;
}

/** As Go's url.QueryEscape. */
function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}
