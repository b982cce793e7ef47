import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function tagImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { repo, tag } = exchange.query("ImageTag");
  await backends.images.tag(exchange.lasting, exchange.subject, { repo, tag });
  exchange.empty(201);
}
