import { EngineError } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export function cancelBuild(exchange: Exchange, { backends }: RouteTools): void {
  const { id } = exchange.query("BuildCancel");
  if (id === "") throw new EngineError("invalid-argument", "build ID not provided");
  backends.builds.cancel(id);
  exchange.empty(200);
}
