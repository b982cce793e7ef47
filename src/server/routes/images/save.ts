import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import { sendStream } from "../../send-stream.ts";
import type { RouteTools } from "../handler.ts";
import { singlePlatform } from "./platform-parameter.ts";

export function saveImage(exchange: Exchange, tools: RouteTools): Promise<void> {
  return save(exchange, tools, { refs: [exchange.subject], platforms: exchange.query("ImageGet").platform });
}

export function saveImages(exchange: Exchange, tools: RouteTools): Promise<void> {
  const { names: refs, platform: platforms } = exchange.query("ImageGetAll");
  return save(exchange, tools, { refs, platforms });
}

async function save(
  exchange: Exchange,
  { backends }: RouteTools,
  asked: { readonly refs: readonly string[]; readonly platforms: readonly string[] },
): Promise<void> {
  const platform = singlePlatform(isOlder(exchange.version, "1.48") ? [] : asked.platforms);
  const archive = await backends.images.save(exchange.op, asked.refs, platform);
  try {
    await sendStream(exchange, archive.content, { headers: { "Content-Type": "application/x-tar" } });
  } finally {
    await archive.close();
  }
}
