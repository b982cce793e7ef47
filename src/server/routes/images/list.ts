import { isOlder } from "#api/version.ts";
import { imageListFor } from "../../compat/image-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listImages(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const query = exchange.query("ImageList");
  const { all, digests, filters } = query;
  const images = await backends.images.list(exchange.op, {
    ...{ all, digests, filters },
    sharedSize: query["shared-size"] && !isOlder(exchange.version, "1.42"),
    manifests: query.manifests && !isOlder(exchange.version, "1.47"),
  });
  exchange.answer(200, imageListFor(exchange.version, images));
}
