import { isOlder } from "#api/version.ts";
import { EngineError } from "#base/errors.ts";
import { imageInspectFor } from "../../compat/image-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";
import { platformParameter } from "./platform-parameter.ts";

export async function inspectImage(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const query = exchange.query("ImageInspect");
  const manifests = query.manifests && !isOlder(exchange.version, "1.48");
  const asked = isOlder(exchange.version, "1.49") ? "" : query.platform;
  if (manifests && asked !== "")
    throw new EngineError("invalid-argument", "conflicting options: manifests and platform options cannot both be set");
  const platform = asked === "" ? undefined : platformParameter(asked);
  const image = await backends.images.inspect(exchange.op, exchange.subject, { manifests, platform });
  exchange.answer(200, imageInspectFor(exchange.version, image));
}
