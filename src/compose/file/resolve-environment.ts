import { isList, isMap, type Tree, type TreeMap } from "../tree/value.ts";

type Environment = ReadonlyMap<string, string>;

/** The key that holds what a secret's variable has; no file can have it. */
export const secretValueKey = "x-#value";

/** Gives names without values, in lists, and files of variables the values of the environment. */
export function resolveEnvironment(tree: TreeMap, environment: Environment): void {
  for (const service of mapsBelow(tree, "services")) {
    const variables = service.get("environment");
    if (!isList(variables)) continue;
    const texts = variables.filter((item) => typeof item === "string");
    service.set(
      "environment",
      texts.map((name) => withValue(name, environment)),
    );
  }
  setFromVariable(tree, "secrets", { key: secretValueKey, environment });
  setFromVariable(tree, "configs", { key: "content", environment });
}

function withValue(name: string, environment: Environment): string {
  const value = environment.get(name);
  return value === undefined ? name : `${name}=${value}`;
}

function setFromVariable(
  tree: TreeMap,
  section: string,
  { key, environment }: { readonly key: string; readonly environment: Environment },
): void {
  for (const file of mapsBelow(tree, section)) {
    const name = file.get("environment");
    const value = typeof name === "string" ? environment.get(name) : undefined;
    if (value !== undefined) file.set(key, value);
  }
}

function mapsBelow(tree: TreeMap, section: string): TreeMap[] {
  const all = tree.get(section);
  return isMap(all) ? [...all.values()].filter((item: Tree): item is TreeMap => isMap(item)) : [];
}
