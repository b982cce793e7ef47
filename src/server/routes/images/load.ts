import { messageOf } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

/** An error is a line of the answer, as in Docker: the head is out by then. */
export async function loadImages(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { quiet, platform: platforms } = exchange.query("ImageLoad");
  const write = exchange.lines();
  const progress = (message: object): void => write(JSON.stringify(message));
  try {
    await backends.images.load(exchange.op, exchange.source, { quiet, platforms, progress });
  } catch (error) {
    const message = messageOf(error);
    exchange.op.log.info("image load failed", { error: message });
    progress({ errorDetail: { message }, error: message });
  }
  exchange.response.end();
}
