import { isOlder } from "#api/version.ts";
import type { Exchange } from "../../exchange.ts";
import { answerWithProgress } from "../../progress-answer.ts";
import { clientAccess } from "../../registry-auth.ts";
import type { RouteTools } from "../handler.ts";

/** Pulls an image, or makes one of an archive. */
export async function createImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const { fromImage, fromSrc, repo, tag, message, changes, platform: text } = exchange.query("ImageCreate");
  const platform = isOlder(exchange.version, "1.32") ? "" : text;
  if (fromImage !== "") {
    const access = clientAccess(exchange.request);
    const request = { image: fromImage, tag, platform, access };
    return await answerWithProgress(exchange, (progress) =>
      backends.images.pull(exchange.op, { ...request, progress }),
    );
  }
  const request = { repo, tag, message: message || `Imported from ${fromSrc}`, changes, platform };
  if (fromSrc !== "-") {
    return await answerWithProgress(exchange, (progress) =>
      backends.images.importUrl(exchange.op, fromSrc, { ...request, progress }),
    );
  }
  const id = await backends.images.import(exchange.op, exchange.source, request);
  const body = Buffer.from(`${JSON.stringify({ status: id })}\r\n`);
  exchange.answerWith(200, body);
}
