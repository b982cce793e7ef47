import { hostileEntry } from "#core/snapshot/errors.ts";
import { type ByteString, byteStringText } from "#formats/tar/entry.ts";

/** Where an entry belongs within the layer: no `.`, `..` or empty parts; `""` is the root itself. */
export interface EntryPath {
  readonly parent: ByteString;
  readonly base: ByteString;
}

/**
 * Cleans a name as Go's filepath.Clean does: absolute names lie inside the layer, `a/../b` is `b`.
 * @throws invalid-argument when the name leaves the layer
 */
export function entryPath(name: ByteString): EntryPath {
  const parts: ByteString[] = [];
  for (const part of name.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) throw hostileEntry(byteStringText(name), "is outside of the layer");
  }
  const base = parts.pop() ?? "";
  return { parent: parts.join("/"), base };
}

export type Whiteout =
  | { readonly kind: "none" }
  /** Says that `name` of the layers below is gone. */
  | { readonly kind: "file"; readonly name: ByteString }
  /** Says that nothing below the folder shows. */
  | { readonly kind: "opaque" }
  /** Metadata of aufs, no file. */
  | { readonly kind: "ignored" };

const prefix = ".wh.";

/**
 * What an entry's name says about layers below (OCI image spec, layer.md, "Whiteouts").
 * @throws invalid-argument for a whiteout that names no file
 */
export function whiteoutOf(path: EntryPath): Whiteout {
  if (path.parent.startsWith(prefix) || path.parent.includes(`/${prefix}`)) {
    const first = path.parent.split("/").find((part) => part.startsWith(prefix)) ?? "";
    if (first.startsWith(".wh..wh.")) return { kind: "ignored" };
    throw hostileEntry(byteStringText(`${path.parent}/${path.base}`), "lies in a whiteout");
  }
  if (!path.base.startsWith(prefix)) return { kind: "none" };
  if (path.base === ".wh..wh..opq") return { kind: "opaque" };
  if (path.base.startsWith(".wh..wh.")) return { kind: "ignored" };
  const name = path.base.slice(prefix.length);
  if (name === "" || name === "." || name === "..") {
    throw hostileEntry(byteStringText(path.base), "is a whiteout of no file");
  }
  return { kind: "file", name };
}
