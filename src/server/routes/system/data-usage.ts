import { encode } from "#api/encode.ts";
import { notSupported } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

/** `type=volume` acts; the other types are refused by name. */
export async function dataUsage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { type } = exchange.query("SystemDataUsage");
  const others = type.filter((name) => name !== "volume");
  if (type.length === 0 || others.length > 0) throw notSupported(`type ${others.join(", ") || "image"}`);
  const usage = { LayersSize: 0, Images: null, Containers: null, Volumes: await backends.volumes.usage(exchange.op) };
  exchange.answer(200, encode("DiskUsage", usage));
}
