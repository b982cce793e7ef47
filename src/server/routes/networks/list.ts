import { encodeList } from "#api/encode.ts";
import type { NetworkInspect } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listNetworks(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const listed = await backends.networks.list(exchange.op, exchange.query("NetworkList").filters);
  const networks = isOlder(exchange.version, "1.28") ? await withContainers(exchange, backends, listed) : listed;
  exchange.answerWith(200, encodeList("NetworkInspect", networks));
}

/** Lists showed who is in a network, before API 1.28. */
async function withContainers(
  { op }: Exchange,
  { networks }: RouteTools["backends"],
  listed: readonly NetworkInspect[],
): Promise<NetworkInspect[]> {
  return await Promise.all(listed.map(({ Id }) => networks.inspect(op, Id, { verbose: false, scope: "" })));
}
