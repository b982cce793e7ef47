import { encode } from "#api/encode.ts";
import { parseStrictBool } from "#api/query.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function inspectNetwork(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { verbose, scope } = exchange.query("NetworkInspect");
  const options = { verbose: parseStrictBool("verbose", verbose), scope };
  const network = await backends.networks.inspect(exchange.op, exchange.subject, options);
  exchange.answer(200, encode("NetworkInspect", network));
}
