import type { ManifestReference } from "./contract.ts";
import { type BlobDigest, isBlobDigest } from "./digest.ts";
import { digestInvalid, manifestInvalid, nameInvalid, pageUnknown } from "./errors.ts";
import { isRepositoryName, isTagName } from "./names.ts";

/** What a path names. */
export type Route =
  | { readonly what: "base" | "catalog" | "token" }
  | { readonly what: "tags" | "new-upload"; readonly name: string }
  | { readonly what: "manifest"; readonly name: string; readonly reference: ManifestReference }
  | { readonly what: "blob" | "referrers"; readonly name: string; readonly digest: BlobDigest }
  | { readonly what: "upload"; readonly name: string; readonly id: string };

const routePattern =
  /^\/v2\/(.+?)\/(tags\/list|manifests\/[^/]+|referrers\/[^/]+|blobs\/uploads(?:\/[^/]*)?|blobs\/[^/]+)$/;

/** Reads the path of a request. @throws RegistryError for what is no path of the API, or names no such thing */
export function parsePath(rawPath: string): Route {
  const path = decodePath(rawPath);
  if (path === "/v2/" || path === "/v2") return { what: "base" };
  if (path === "/v2/_catalog") return { what: "catalog" };
  if (path === "/v2/_token") return { what: "token" };
  const [, name = "", rest = ""] = routePattern.exec(path) ?? [];
  if (rest === "") throw pageUnknown();
  if (!isRepositoryName(name)) throw nameInvalid(name);
  const [kind, last = ""] = splitLast(rest);
  switch (kind) {
    case "tags":
      return { what: "tags", name };
    case "manifests":
      return { what: "manifest", name, reference: parseReference(last) };
    case "referrers":
      return { what: "referrers", name, digest: parseDigest(last) };
    case "blobs/uploads":
      return last === "" ? { what: "new-upload", name } : { what: "upload", name, id: last };
    default:
      return last === "uploads" ? { what: "new-upload", name } : { what: "blob", name, digest: parseDigest(last) };
  }
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw pageUnknown();
  }
}

function splitLast(text: string): [string, string] {
  const slash = text.lastIndexOf("/");
  return [text.slice(0, slash), text.slice(slash + 1)];
}

/** @throws RegistryError DIGEST_INVALID */
export function parseDigest(text: string): BlobDigest {
  if (!isBlobDigest(text)) throw digestInvalid(text, "not a sha256 or sha512 digest in lower-case hex");
  return text;
}

function parseReference(text: string): ManifestReference {
  if (isTagName(text)) return { tag: text };
  if (text.includes(":")) return { digest: parseDigest(text) };
  throw manifestInvalid(`not a tag: ${JSON.stringify(text)}`);
}
