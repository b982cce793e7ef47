import type { Distribution, FoundPackage } from "./package.ts";

/**
 * The package URL of a package (ECMA-427, "purl"), with the qualifiers `distro` and `upstream` that scanners match distribution
 * packages by.
 */
export function packageUrl(found: FoundPackage, distribution?: Distribution): string {
  const { kind, version } = found;
  const { namespace, name } = canonicalName(found);
  const path = [...(namespace === "" ? [] : namespace.split("/").filter((part) => part !== "")), name];
  const at = version === "" ? "" : `@${encoded(version)}`;
  const qualifiers = Object.entries(qualifiersOf(found, distribution))
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encoded(value)}`);
  return `pkg:${kind}/${path.map(encoded).join("/")}${at}${qualifiers.length === 0 ? "" : `?${qualifiers.join("&")}`}`;
}

/** As each type's rules have it. */
function canonicalName({ kind, namespace = "", name }: FoundPackage): {
  readonly namespace: string;
  readonly name: string;
} {
  switch (kind) {
    case "deb":
    case "apk":
      return { namespace: namespace.toLowerCase(), name: name.toLowerCase() };
    case "pypi":
      return { namespace, name: name.toLowerCase().replaceAll("_", "-") };
    case "rpm":
      return { namespace: namespace.toLowerCase(), name };
    default:
      return { namespace, name };
  }
}

function qualifiersOf(found: FoundPackage, distribution: Distribution | undefined): Record<string, string> {
  const { kind, qualifiers, source, version } = found;
  if (!isOfDistribution(found)) return { ...qualifiers };
  const upstream = source === undefined ? "" : upstreamOf(source, kind === "rpm" ? source.version : version);
  return { ...qualifiers, distro: distroOf(distribution), upstream };
}

export function isOfDistribution({ kind }: Pick<FoundPackage, "kind">): boolean {
  return kind === "deb" || kind === "apk" || kind === "rpm";
}

function upstreamOf({ name, version }: { name: string; version: string }, own: string): string {
  return version === own || version === "" ? name : `${name}@${version}`;
}

function distroOf(distribution: Distribution | undefined): string {
  if (distribution === undefined || distribution.id === "") return "";
  return distribution.versionId === "" ? distribution.id : `${distribution.id}-${distribution.versionId}`;
}

/** Percent-encoded, but for what the specification leaves as it is. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll("%3A", ":")
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
