import { notSupported } from "#base/errors.ts";
import type { ExportRequest } from "#core/build/contract.ts";
import { csvPairs } from "./csv-fields.ts";

/** `attest:provenance=mode=max,…`; `disabled=true` is none. @see moby/buildkit frontend/attestations */
export function attestationsOf(options: Readonly<Record<string, string>>): ExportRequest["attestations"] {
  const wanted: Partial<Record<"provenance" | "sbom", Record<string, string>>> = {};
  for (const [name, text] of Object.entries(options)) {
    const [, given] = /^(?:attest:|build-arg:BUILDKIT_ATTEST_)(.*)$/.exec(name) ?? [];
    if (given === undefined) continue;
    const kind = given.toLowerCase();
    if (kind !== "provenance" && kind !== "sbom") throw notSupported(`attestation ${kind}`);
    const attributes = Object.fromEntries(text === "" ? [] : csvPairs(text));
    if (attributes["disabled"] !== "true") wanted[kind] = attributes;
  }
  return wanted;
}
