import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function connectNetwork(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { Container, EndpointConfig } = await exchange.json("NetworkConnectRequest");
  const request = { network: exchange.subject, container: Container, endpoint: EndpointConfig };
  await backends.containers.connectNetwork(exchange.lasting, request);
  exchange.empty(200);
}
