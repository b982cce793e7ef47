import { isOlder } from "#api/version.ts";
import { EngineError, notSupported } from "#base/errors.ts";
import { imageInspectFor } from "../../compat/image-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function inspectImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const query = exchange.query("ImageInspect");
  const manifests = query.manifests && !isOlder(exchange.version, "1.48");
  const platform = isOlder(exchange.version, "1.49") ? "" : query.platform;
  if (manifests && platform !== "")
    throw new EngineError("invalid-argument", "conflicting options: manifests and platform options cannot both be set");
  if (platform !== "") throw notSupported("platform");
  const image = await backends.images.inspect(exchange.op, exchange.subject, { manifests });
  exchange.answer(200, imageInspectFor(exchange.version, image));
}
