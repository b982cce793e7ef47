import { containerInspectFor } from "../../compat/container-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function inspectContainer(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { size } = exchange.query("ContainerInspect");
  const answer = await backends.containers.inspect(exchange.op, exchange.subject, { size });
  exchange.answer(200, containerInspectFor(exchange.version, answer));
}
