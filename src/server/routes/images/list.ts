import { isOlder } from "#api/version.ts";
import type { Filters } from "#formats/filters.ts";
import { imageListFor } from "../../compat/image-answers.ts";
import type { Exchange } from "../../exchange.ts";
import type { RouteTools } from "../handler.ts";

export async function listImages(exchange: Exchange, { backends }: RouteTools): Promise<void> {
  const query = exchange.query("ImageList");
  const { all, digests, filters } = query;
  const images = await backends.images.list(exchange.op, {
    ...{ all, digests, filters: isOlder(exchange.version, "1.41") ? withReference(filters, query.filter) : filters },
    sharedSize: query["shared-size"] && !isOlder(exchange.version, "1.42"),
    manifests: query.manifests && !isOlder(exchange.version, "1.47"),
  });
  exchange.answerWith(200, imageListFor(exchange.version, images));
}

/** `filter` was a pattern of names, before API 1.41. */
function withReference(filters: Filters, pattern: string): Filters {
  if (pattern === "") return filters;
  return new Map([...filters, ["reference", new Set([...(filters.get("reference") ?? []), pattern])]]);
}
