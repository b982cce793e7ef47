import { createHash } from "node:crypto";
import type { Catalogue } from "../packages/package.ts";

/** What a bill of materials speaks of. */
export interface SbomSubject {
  /** What the document is called. */
  readonly title: string;
  readonly name: string;
  readonly kind: "image" | "files";
  /** `sha256:…` of the image's manifest; undefined: it has none. */
  readonly digest?: string;
  readonly catalogue: Catalogue;
  /** RFC 3339. */
  readonly created: string;
  /** Who made it: `gantry-1.2.3`. */
  readonly tool: { readonly name: string; readonly version: string };
  /** The blobs of the layers that the catalogue's files tell of, bottom first. */
  readonly layers?: readonly string[];
}

/** An id like a UUID (RFC 9562, version 8) that equal content gets again. */
export function contentUuid(content: string): string {
  const hex = createHash("sha256").update(content).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** SPDX and CycloneDX have whole seconds. */
export function wholeSeconds(time: string): string {
  const at = Date.parse(time);
  return `${new Date(Number.isNaN(at) ? 0 : at).toISOString().slice(0, 19)}Z`;
}

/** Some letters of a hash of the text. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
