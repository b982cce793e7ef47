import { linesOf } from "./control-fields.ts";
import { lineOf } from "./package.ts";

/** What a jar says of itself. Empty: nothing. */
export interface JarIdentity {
  readonly group: string;
  readonly artifact: string;
  readonly version: string;
}

/** The main section of `META-INF/MANIFEST.MF` (JAR file specification): lines that begin with a space go on with the one before. */
export function parseManifest(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let last = "";
  for (const line of linesOf(text)) {
    if (line === "") break;
    if (line.startsWith(" ")) {
      if (last !== "") values.set(last, `${values.get(last) ?? ""}${line.slice(1)}`);
      continue;
    }
    const colon = line.indexOf(":");
    last = colon < 1 || values.size > 500 ? "" : line.slice(0, colon).toLowerCase();
    if (last !== "") values.set(last, line.slice(colon + 1).trim());
  }
  return values;
}

/** What manifest and file name say of a jar that no Maven project made, or whose project was left out. */
export function identityOf(manifest: ReadonlyMap<string, string>, fileName: string): JarIdentity {
  const value = (...names: string[]): string => {
    const texts = names.map((name) => lineOf(manifest.get(name) ?? "", 256));
    return texts.find((text) => text !== "" && !text.includes("${")) ?? "";
  };
  const named = namedBy(fileName);
  const bundle = value("bundle-symbolicname").split(";", 1)[0]?.trim() ?? "";
  const isGroup = (text: string): boolean => /^[a-z][\w-]*(?:\.[\w-]+)+$/i.test(text);
  const vendor = value("implementation-vendor-id");
  return {
    group: isGroup(vendor) ? vendor : isGroup(bundle) ? groupOfBundle(bundle, named.artifact) : "",
    artifact: named.artifact,
    version: value("implementation-version", "bundle-version", "specification-version") || named.version,
  };
}

/** `org.example.lib` of an artifact `lib` is of the group `org.example`. */
function groupOfBundle(bundle: string, artifact: string): string {
  return bundle.endsWith(`.${artifact}`) ? bundle.slice(0, -artifact.length - 1) : bundle;
}

/** `commons-io-2.11.0.jar`. */
function namedBy(fileName: string): Pick<JarIdentity, "artifact" | "version"> {
  const base = lineOf(fileName.replace(/\.[a-z]+$/i, ""), 256);
  const [, artifact, version] = /^(.+?)-(\d[\w.+-]*)$/.exec(base) ?? [];
  return artifact === undefined || version === undefined ? { artifact: base, version: "" } : { artifact, version };
}

/** The coordinates in a `pom.properties`; undefined where one of them is missing. */
export function parsePomProperties(text: string): JarIdentity | undefined {
  const values = new Map<string, string>();
  for (const line of linesOf(text)) {
    const [, name, value] = /^\s*([A-Za-z]+)\s*[=:]\s*(.*?)\s*$/.exec(line.slice(0, 1000)) ?? [];
    if (name !== undefined && value !== undefined && !values.has(name)) values.set(name, lineOf(value, 256));
  }
  const [group = "", artifact = "", version = ""] = ["groupId", "artifactId", "version"].map((name) =>
    values.get(name),
  );
  return group === "" || artifact === "" || version === "" ? undefined : { group, artifact, version };
}
