import { systemInfoFor } from "../../compat/system-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function systemInfo(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  exchange.answer(200, systemInfoFor(exchange.version, await backends.system.info(exchange.op)));
}
