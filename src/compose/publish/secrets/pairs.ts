import { extname } from "node:path";
import { ComposeError } from "../../errors.ts";
import { readYaml } from "../../file/read-yaml.ts";
import { isList, isMap, sprint, type Tree } from "../../tree/value.ts";

export type Pairs = ReadonlyMap<string, string>;

const iniFiles = new Set([".ini", ".cnf", ".cfg", ".env", ".properties"]);
const yamlFiles = new Set([".yaml", ".yml", ".json"]);

/** The keys and values of a file in the format that its name tells, or that it can be read as; none where there is no such. */
export function pairsOf(text: string, path = ""): Pairs | undefined {
  const kind = extname(`_${path}`).toLowerCase();
  if (iniFiles.has(kind)) return iniPairs(text);
  return yamlPairs(text) ?? (yamlFiles.has(kind) ? undefined : iniPairs(text));
}

function yamlPairs(text: string): Pairs | undefined {
  try {
    const tree = readYaml(text)[0]?.tree;
    return isMap(tree) ? flattened(tree) : undefined;
  } catch (error) {
    if (error instanceof ComposeError) return undefined;
    throw error;
  }
}

/** What a tree has, by paths such as `services.web.ports[0]`. */
export function flattened(tree: Tree): Pairs {
  const pairs = new Map<string, string>();
  const add = (value: Tree, path: string): void => {
    if (isMap(value)) for (const [key, item] of value) add(item, path === "" ? key : `${path}.${key}`);
    else if (isList(value)) value.forEach((item, at) => void add(item, `${path}[${at}]`));
    else pairs.set(path, sprint(value));
  };
  add(tree, "");
  return pairs;
}

/** `key = value` in sections. A single key may as well be a text that has `=` in it. */
function iniPairs(text: string): Pairs | undefined {
  const pairs = new Map<string, string>();
  let section = "";
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const named = /^\[(.+)\]$/.exec(line)?.[1];
    if (named !== undefined) {
      section = named === "DEFAULT" ? "" : `${named}.`;
      continue;
    }
    const [, key, value] = /^["'`]?([^=:]+?)["'`]?\s*[=:]\s*(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return undefined;
    pairs.set(section + key, unquoted(value));
  }
  return pairs.size > 1 ? pairs : undefined;
}

function unquoted(value: string): string {
  const [, , inside] = /^(["'`])(.*)\1$/.exec(value) ?? [];
  return inside ?? value.replace(/\s+[#;].*$/, "");
}
