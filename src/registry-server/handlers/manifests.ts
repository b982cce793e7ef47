import { readFile } from "node:fs/promises";
import { isIndexType } from "#formats/oci/media-types.ts";
import { accepts } from "../accept.ts";
import type { ManifestReference, StoredManifest } from "../contract.ts";
import { algorithmOf, digestBytes } from "../digest.ts";
import { digestInvalid, manifestTooLarge, manifestUnknown, nameUnknown, unsupported } from "../errors.ts";
import { bare, type Exchange, type RegistryContext } from "../exchange.ts";
import { maxManifestBytes, readManifestDocument } from "../manifest-document.ts";

interface ManifestRoute {
  readonly name: string;
  readonly reference: ManifestReference;
}

/** GET, HEAD, PUT, DELETE `/v2/<name>/manifests/<reference>`. */
export async function handleManifest(
  context: RegistryContext,
  exchange: Exchange,
  route: ManifestRoute,
): Promise<Response> {
  if (exchange.method === "PUT") return await putManifest(context, exchange, route);
  if (exchange.method === "DELETE") return await deleteManifest(context, exchange, route);
  const found = await context.storage.manifest(exchange.op, route.name, route.reference);
  if (found === undefined) throw await unknown(context, exchange, route);
  const manifest = await negotiate(context, exchange, { ...route, found });
  const headers = {
    "Content-Type": manifest.mediaType,
    "Docker-Content-Digest": manifest.digest,
    "Content-Length": String(manifest.sizeBytes),
    ETag: `"${manifest.digest}"`,
    Vary: "Accept",
  };
  if (exchange.headers.get("If-None-Match") === headers.ETag) {
    const { "Content-Length": _, ...rest } = headers;
    return bare(304, rest);
  }
  if (exchange.method === "HEAD") return new Response(null, { headers });
  return new Response(await readFile(manifest.path), { headers });
}

/** The platform that a client gets of a tag whose index it does not understand, as in Docker's registry. */
const plainPlatform = "linux/amd64";

async function negotiate(
  context: RegistryContext,
  { op, headers }: Exchange,
  { name, reference, found }: ManifestRoute & { readonly found: StoredManifest },
): Promise<StoredManifest> {
  const accept = headers.get("Accept");
  if (accepts(accept, found.mediaType)) return found;
  if ("tag" in reference && isIndexType(found.mediaType)) {
    const { edges } = readManifestDocument(await readFile(found.path), found.mediaType);
    const child = edges.find(({ platform }) => platform === plainPlatform);
    const manifest = child && (await context.storage.manifest(op, name, { digest: child.digest }));
    if (manifest !== undefined && accepts(accept, manifest.mediaType)) return manifest;
  }
  throw manifestUnknown(textOf(reference), `it is ${found.mediaType}, which the Accept header does not take`);
}

async function unknown(context: RegistryContext, { op }: Exchange, { name, reference }: ManifestRoute): Promise<Error> {
  const tags = await context.storage.tags(op, name);
  return tags === undefined ? nameUnknown(name) : manifestUnknown(textOf(reference));
}

function textOf(reference: ManifestReference): string {
  return "tag" in reference ? reference.tag : reference.digest;
}

async function putManifest(
  context: RegistryContext,
  { op, body, headers }: Exchange,
  { name, reference }: ManifestRoute,
): Promise<Response> {
  const bytes = await body.whole(maxManifestBytes);
  if (bytes === undefined) throw manifestTooLarge(maxManifestBytes);
  const document = readManifestDocument(bytes, headers.get("Content-Type") ?? "");
  const wanted = "digest" in reference ? reference.digest : undefined;
  const digest = digestBytes(bytes, wanted === undefined ? "sha256" : algorithmOf(wanted));
  if (wanted !== undefined && wanted !== digest) throw digestInvalid(wanted, `the content is ${digest}`);
  const tag = "tag" in reference ? { tag: reference.tag } : {};
  await context.storage.putManifest(op, name, { bytes, digest, document, ...tag });
  const subject = document.subject === undefined ? {} : { "OCI-Subject": document.subject };
  return bare(201, {
    Location: `/v2/${name}/manifests/${digest}`,
    "Docker-Content-Digest": digest,
    ...subject,
  });
}

async function deleteManifest(
  context: RegistryContext,
  exchange: Exchange,
  { name, reference }: ManifestRoute,
): Promise<Response> {
  if (!context.rules.allowDelete) throw unsupported("deletion is switched off");
  const { storage } = context;
  const deleted =
    "tag" in reference
      ? await storage.deleteTag(exchange.op, name, reference.tag)
      : await storage.deleteManifest(exchange.op, name, reference.digest);
  if (!deleted) throw await unknown(context, exchange, { name, reference });
  return bare(202, {});
}
