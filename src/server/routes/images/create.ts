import { isOlder } from "#api/version.ts";
import { notSupported } from "#base/errors.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

/** Import is the one way so far in which this call makes an image. */
export async function createImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { fromImage, fromSrc, repo, tag, message, changes, platform } = exchange.query("ImageCreate");
  if (fromImage !== "" || fromSrc === "") throw notSupported("POST /images/create");
  if (fromSrc !== "-") throw notSupported("fromSrc as a URL");
  const request = { repo, tag, message, changes, platform: isOlder(exchange.version, "1.32") ? "" : platform };
  const id = await backends.images.import(exchange.op, exchange.source, request);
  const body = Buffer.from(`${JSON.stringify({ status: id })}\r\n`);
  exchange.answerWith(200, body);
}
