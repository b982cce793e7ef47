/** What a key of `config.json` must hold: a text, or an object of such. */
type Shape = "string" | { readonly go: string; readonly of?: Shape; readonly fields?: Readonly<Record<string, Shape>> };

const texts: Shape = { go: "map[string]string", of: "string" };
const proxy: Shape = {
  go: "configfile.ProxyConfig",
  fields: Object.fromEntries(
    ["httpProxy", "httpsProxy", "noProxy", "ftpProxy", "allProxy"].map((name) => [name, "string" as const]),
  ),
};
const authEntry: Shape = {
  go: "types.AuthConfig",
  fields: Object.fromEntries(
    ["username", "password", "auth", "serveraddress", "identitytoken", "registrytoken"].map((name) => [
      name,
      "string" as const,
    ]),
  ),
};
const formats =
  "psFormat imagesFormat networksFormat pluginsFormat volumesFormat statsFormat serviceInspectFormat servicesFormat tasksFormat secretFormat configFormat nodesFormat".split(
    " ",
  );
const plainTexts = [...formats, "detachKeys", "credsStore", "currentContext"];
const shapes: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(plainTexts.map((name) => [name, "string" as const])),
  auths: { go: "map[string]types.AuthConfig", of: authEntry },
  HttpHeaders: texts,
  credHelpers: texts,
  aliases: texts,
  features: texts,
  proxies: { go: "map[string]configfile.ProxyConfig", of: proxy },
  plugins: { go: "map[string]map[string]string", of: texts },
};

/** What Go says of a configuration whose values are of other types than it knows; undefined when all are right. */
export function wrongType(config: unknown): string | undefined {
  return mismatch(config, { go: "configfile.ConfigFile", fields: shapes }, "");
}

function mismatch(value: unknown, shape: Shape, path: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  const kind = kindOf(value);
  if (kind !== (shape === "string" ? "string" : "object")) {
    const where = path === "" ? "value" : `struct field ConfigFile.${path}`;
    return `json: cannot unmarshal ${kind} into Go ${where} of type ${shape === "string" ? "string" : shape.go}`;
  }
  if (shape === "string") return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const expected = shape.of ?? (Object.hasOwn(shape.fields ?? {}, key) ? shape.fields?.[key] : undefined);
    const found = expected === undefined ? undefined : mismatch(inner, expected, path === "" ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return typeof value === "boolean" ? "bool" : typeof value;
}
