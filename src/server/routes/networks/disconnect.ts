import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function disconnectNetwork(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { Container, Force } = await exchange.json("NetworkDisconnectRequest");
  const request = { network: exchange.subject, container: Container, force: Force };
  await backends.containers.disconnectNetwork(exchange.lasting, request);
  exchange.empty(200);
}
