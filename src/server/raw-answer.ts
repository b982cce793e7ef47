import type { Fd } from "#core/runtime/contract.ts";
import type { Exchange } from "./exchange.ts";
import { type HijackTools, takeSocket } from "./hijack.ts";
import { commonHeaders, rawHead } from "./identity.ts";

/**
 * Writes the head of a chunked answer and takes the connection from node:http: whoever gets the descriptor writes the
 * chunks and closes it.
 */
export function takeRawAnswer(tools: HijackTools, exchange: Exchange, headers: Readonly<Record<string, string>>): Fd {
  const head = { ...commonHeaders(tools.identity), ...headers, "Transfer-Encoding": "chunked", Connection: "close" };
  return takeSocket(tools.descriptors, exchange.request.socket, rawHead("200 OK", head));
}
