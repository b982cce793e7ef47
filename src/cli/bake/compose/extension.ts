import { isList, isMap, sprint, type Tree, type TreeMap } from "#compose/tree/value.ts";
import { distinct, distinctTexts, parseCache, parseExport, parseSecret, parseSsh } from "../entries.ts";
import { BakeError } from "../errors.ts";
import type { BakeTarget } from "../target.ts";
import { namedContexts } from "./contexts.ts";

/** The target with what `x-bake` adds to it; keys that are not known count for nothing. @throws BakeError */
export function extendedTarget(target: BakeTarget, extension: Tree): BakeTarget {
  if (extension === null) return target;
  if (!isMap(extension)) throw unreadable(extension, "bake.xbake");
  const texts = (key: string): readonly string[] => textList(extension.get(key));
  const noCacheFilter = texts("no-cache-filter");
  const contexts = contextsOf(extension);
  const ssh = distinct([...(target.ssh ?? []), ...texts("ssh").map(parseSsh)]);
  const [pull, noCache] = [flag(extension, "pull"), flag(extension, "no-cache")];
  return {
    ...target,
    tags: texts("tags").length === 0 ? (target.tags ?? []) : distinctTexts([...(target.tags ?? []), ...texts("tags")]),
    cacheFrom: distinct([...(target.cacheFrom ?? []), ...parseCache(texts("cache-from"))]),
    cacheTo: distinct([...(target.cacheTo ?? []), ...parseCache(texts("cache-to"))]),
    secrets: distinct([...(target.secrets ?? []), ...texts("secret").filter(isSaid).map(parseSecret)]),
    ssh: ssh.sort((left, right) => (left.id < right.id ? -1 : 1)),
    platforms: distinctTexts([...(target.platforms ?? []), ...texts("platforms")]),
    outputs: distinct(texts("output").filter(isSaid).map(parseExport)),
    noCacheFilter: distinctTexts(noCacheFilter),
    contexts: new Map([...contexts, ...(target.contexts ?? [])]),
    ...(pull === undefined ? {} : { pull }),
    ...(noCache === undefined ? {} : { noCache }),
  };
}

/** A scalar as a text; `undefined` for what is none. */
const scalarText = (value: Tree): string | undefined =>
  value === null || isList(value) || isMap(value) ? undefined : sprint(value);

const isSaid = (text: string): boolean => text !== "";

/** Several texts, or one that is split at its spaces. */
function textList(value: Tree | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  if (isList(value))
    return value.map((item) => {
      const text = item === null ? "" : scalarText(item);
      if (text === undefined) throw unreadable(item, "string");
      return text;
    });
  const text = scalarText(value);
  if (text === undefined) throw unreadable(value, "string");
  return text.split(/\s+/).filter(isSaid);
}

function contextsOf(extension: TreeMap): Map<string, string> {
  const value = extension.get("contexts") ?? new Map<string, Tree>();
  if (!isMap(value)) throw unreadable(value, "bake.stringMap");
  const texts = [...value].map(([key, item]) => [key, textList(item)[0] ?? ""] as const);
  return namedContexts(new Map(texts));
}

function flag(extension: TreeMap, key: string): boolean | undefined {
  const value = extension.get(key) ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw unreadable(value, "bool");
}

/** A value of the extension as YAML that was written again: what is not a scalar begins on a line of its own. */
function unreadable(value: Tree, type: string): BakeError {
  const text = scalarText(value);
  const shown = text === undefined ? (isList(value) ? "!!seq" : "!!map") : `!!${kind(value)} \`${text}\``;
  const line = text === undefined ? 2 : 1;
  return new BakeError(`yaml: unmarshal errors:\n  line ${line}: cannot unmarshal ${shown} into ${type}`);
}

function kind(value: Tree): string {
  if (typeof value === "string") return "str";
  return typeof value === "boolean" ? "bool" : Number.isInteger(Number(value)) ? "int" : "float";
}
