import { notSupported } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function startContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { detachKeys, checkpoint, standby, toolbox } = exchange.query("ContainerStart");
  if (checkpoint !== "") throw notSupported("checkpoint");
  await backends.containers.start(exchange.lasting, exchange.subject, {
    standby,
    toolbox,
    ...(detachKeys === "" ? {} : { detachKeys }),
  });
  exchange.empty(204);
}
