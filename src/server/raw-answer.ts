import { notSupported } from "#base/errors.ts";
import type { Fd } from "#core/runtime/contract.ts";
import type { Exchange } from "./exchange.ts";
import { descriptorOf, type HijackTools } from "./hijack.ts";
import { commonHeaders, rawHead } from "./identity.ts";

/**
 * Writes the head of a chunked answer and takes the connection from node:http: whoever gets the descriptor writes the
 * chunks and closes it. @throws not-implemented for connections without a descriptor of their own, such as TLS
 */
export function takeRawAnswer(tools: HijackTools, exchange: Exchange, headers: Readonly<Record<string, string>>): Fd {
  const { socket } = exchange.request;
  const fd = descriptorOf(socket);
  if (fd === undefined) throw notSupported("streams over this kind of connection");
  const copy = tools.descriptors.dup(fd);
  const head = { ...commonHeaders(tools.identity), ...headers, "Transfer-Encoding": "chunked", Connection: "close" };
  try {
    tools.descriptors.writeHead(copy, rawHead("200 OK", head));
  } catch (error) {
    tools.descriptors.close(copy);
    throw error;
  } finally {
    socket.destroy();
  }
  return copy;
}
