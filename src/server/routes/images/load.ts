import { isOlder } from "#api/version.ts";
import { messageOf } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { singlePlatform } from "./platform-parameter.ts";

/** An error is a line of the answer, as in Docker: the head is out by then. */
export async function loadImages(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { quiet, platform: asked } = exchange.query("ImageLoad");
  const platform = singlePlatform(isOlder(exchange.version, "1.48") ? [] : asked);
  const write = exchange.lines();
  const progress = (message: object): void => write(JSON.stringify(message));
  try {
    await backends.images.load(exchange.op, exchange.source, { quiet, platform, progress });
  } catch (error) {
    const message = messageOf(error);
    exchange.op.log.info("image load failed", { error: message });
    progress({ errorDetail: { message }, error: message });
  }
  exchange.response.end();
}
