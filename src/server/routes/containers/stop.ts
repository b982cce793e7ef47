import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import type { StopOptions } from "./backend.ts";
import { clientOf } from "./client.ts";

export async function stopContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const options = stopOptions(exchange, exchange.query("ContainerStop"));
  await backends.containers.stop(exchange.lasting, exchange.subject, options);
  exchange.empty(204);
}

export async function restartContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const options = stopOptions(exchange, exchange.query("ContainerRestart"));
  await backends.containers.restart(exchange.lasting, exchange.subject, options);
  exchange.empty(204);
}

/** `signal` is read from API 1.42 on. */
function stopOptions(
  exchange: Exchange,
  query: { readonly signal: string; readonly t: number | undefined },
): StopOptions {
  const signal = query.signal !== "" && !isOlder(exchange.version, "1.42");
  return {
    ...clientOf(exchange),
    ...(signal ? { signal: query.signal } : {}),
    ...(query.t === undefined ? {} : { timeoutS: query.t }),
  };
}
