import { secretValueKey } from "../file/resolve-environment.ts";
import { isMap, type TreeMap } from "../tree/value.ts";

/** Makes what secrets have of variables their content. The tree changes. */
export function takeSecretValues(tree: TreeMap): TreeMap {
  const secrets = tree.get("secrets");
  for (const secret of isMap(secrets) ? secrets.values() : []) {
    const value = isMap(secret) ? secret.get(secretValueKey) : undefined;
    if (!isMap(secret) || value === undefined) continue;
    secret.delete(secretValueKey);
    secret.set("content", value);
  }
  return tree;
}
