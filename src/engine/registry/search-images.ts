import { checkFilterKeys } from "#api/filters.ts";
import type { SearchResult } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { Registries } from "#core/registry/contract.ts";
import type { Filters } from "#formats/filters.ts";
import type { SearchRequest } from "./registry-service.ts";

const accepted = ["is-automated", "is-official", "stars"];
const usualLimit = 25;

/** Searches and keeps what the filters let pass (moby registry/search.go). @throws invalid-argument */
export async function searchImages(op: Op, registries: Registries, request: SearchRequest): Promise<SearchResult[]> {
  const { filters, access, term } = request;
  checkFilterKeys(filters, accepted);
  // Nothing is: the Hub's word for it is not trusted any more.
  if (flag(filters, "is-automated") === true) return [];
  const official = flag(filters, "is-official");
  const stars = leastStars(filters);
  const limit = request.limit === 0 ? usualLimit : request.limit;
  const found = await registries.search(op, { term, limit: checkLimit(limit), ...access });
  return found
    .filter(({ isOfficial, starCount }) => (official === undefined || isOfficial === official) && starCount >= stars)
    .map(({ name, description, starCount, isOfficial }) => ({
      ...{ star_count: starCount, is_official: isOfficial, name, is_automated: false, description },
    }));
}

function checkLimit(limit: number): number {
  if (limit >= 1 && limit <= 100) return limit;
  throw new EngineError("invalid-argument", `limit ${limit} is outside the range of [1, 100]`);
}

/** @throws invalid-argument `invalid filter 'is-official=[maybe]'` */
function flag(filters: Filters, key: string): boolean | undefined {
  const values = filters.get(key);
  if (values === undefined || values.size === 0) return undefined;
  const isTrue = values.has("1") || values.has("true");
  const isFalse = values.has("0") || values.has("false");
  if (isTrue !== isFalse) return isTrue;
  throw new EngineError("invalid-argument", `invalid filter '${key}=[${[...values].join(" ")}]'`);
}

function leastStars(filters: Filters): number {
  let least = 0;
  for (const text of filters.get("stars") ?? []) {
    if (!/^[+-]?\d+$/.test(text)) {
      const why = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
      throw new EngineError("invalid-argument", `invalid filter 'stars=${text}': ${why}`);
    }
    least = Math.max(least, Number(text));
  }
  return filters.has("stars") ? least : Number.NEGATIVE_INFINITY;
}
