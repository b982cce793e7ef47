import { containerListFor } from "../../compat/container-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listContainers(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { all, limit = 0, size, filters } = exchange.query("ContainerList");
  const containers = await backends.containers.list(exchange.op, { all, limit: Math.max(limit, 0), size, filters });
  exchange.answerWith(200, containerListFor(exchange.version, containers));
}
