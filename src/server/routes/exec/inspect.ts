import { encode } from "#api/encode.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export function inspectExec(exchange: Exchange, { backends }: RouteTools): void {
  exchange.answer(200, encode("ExecInspectResponse", backends.exec.inspect(exchange.subject)));
}
