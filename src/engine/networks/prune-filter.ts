import { nowNs } from "#base/time.ts";
import { parseTimestamp } from "#base/timestamp.ts";
import { invalidFilter } from "#core/network/errors.ts";
import { severalUntil } from "#core/prune/errors.ts";
import { anyValue, everyValue, type Filters } from "#formats/filters.ts";
import type { Network } from "./builtin-networks.ts";
import { hasLabel } from "./network-filter.ts";

const known = ["label", "label!", "until"];

/** Which unused networks a prune takes. @throws invalid-argument in Docker's words */
export function pruneFilter(filters: Filters): (network: Network) => boolean {
  for (const key of filters.keys()) if (!known.includes(key)) throw invalidFilter(key);
  const until = [...(filters.get("until") ?? [])];
  if (until.length > 1) throw severalUntil();
  const before = until.map((text) => Number(parseTimestamp(text, nowNs())) / 1e6);
  return (network) =>
    before.every((time) => Date.parse(network.created) < time) &&
    everyValue(filters, "label", (wanted) => hasLabel(network, wanted)) &&
    (!filters.has("label!") || !anyValue(filters, "label!", (wanted) => hasLabel(network, wanted)));
}
