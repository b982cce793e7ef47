import { mediaTypes } from "#formats/oci/media-types.ts";
import type { BlobDigest } from "../digest.ts";
import { nameUnknown } from "../errors.ts";
import { type Exchange, json, type RegistryContext } from "../exchange.ts";
import { nextLink, pageOf, parsePageQuery } from "../pages.ts";

/** Repositories in one answer of the catalog, at most. */
const catalogEntries = 1000;

/** GET `/v2/<name>/tags/list`. */
export async function listTags(context: RegistryContext, exchange: Exchange, name: string): Promise<Response> {
  const query = parsePageQuery(exchange.query);
  const all = await context.storage.tags(exchange.op, name);
  if (all === undefined) throw nameUnknown(name);
  const { entries, next } = pageOf(all, query);
  const link =
    next === undefined ? {} : { Link: nextLink(`/v2/${name}/tags/list`, { limit: entries.length, last: next }) };
  return json(200, { name, tags: entries }, link);
}

/** GET `/v2/_catalog`, as Docker's registry has it. */
export async function listRepositories(context: RegistryContext, exchange: Exchange): Promise<Response> {
  const query = parsePageQuery(exchange.query);
  const { entries, next } = pageOf(await context.storage.repositories(exchange.op), query, catalogEntries);
  const link = next === undefined ? {} : { Link: nextLink("/v2/_catalog", { limit: entries.length, last: next }) };
  return json(200, { repositories: entries }, link);
}

/** GET `/v2/<name>/referrers/<digest>`. A repository that is not there has none. */
export async function listReferrers(
  context: RegistryContext,
  exchange: Exchange,
  { name, digest }: { readonly name: string; readonly digest: BlobDigest },
): Promise<Response> {
  const all = await context.storage.referrers(exchange.op, name, digest);
  const wanted = exchange.query.get("artifactType") ?? "";
  const manifests = wanted === "" ? all : all.filter(({ artifactType }) => artifactType === wanted);
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
  return json(200, index, {
    "Content-Type": mediaTypes.ociIndex,
    ...(wanted === "" ? {} : { "OCI-Filters-Applied": "artifactType" }),
  });
}
