import { EngineError } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

const defaultReadyS = 60;
const defaultDrainS = 10;

export async function takeOverContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { from, ready = defaultReadyS, drain = defaultDrainS } = exchange.query("ContainerTakeover");
  if (from === "")
    throw new EngineError("invalid-argument", "the container to take over from is not named: from is empty");
  await backends.containers.takeOver(exchange.op, exchange.subject, {
    from,
    readyMs: ready * 1000,
    drainMs: drain * 1000,
  });
  exchange.empty(204);
}
