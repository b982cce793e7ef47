import type { ConfigFile } from "../config/config-file.ts";

const variables = {
  httpProxy: "HTTP_PROXY",
  httpsProxy: "HTTPS_PROXY",
  noProxy: "NO_PROXY",
  ftpProxy: "FTP_PROXY",
  allProxy: "ALL_PROXY",
} as const;

/** The environment with the proxies that `config.json` sets for the engine, in both spellings, unless named already. */
export function withProxies(env: readonly string[], config: ConfigFile, host: string): readonly string[] {
  const known = new Set(env.map((pair) => pair.split("=", 1)[0]));
  const added = Object.entries(proxyVariables(config, host)).filter(([name]) => !known.has(name));
  return [...env, ...added.map(([name, value]) => `${name}=${value}`)];
}

/** The variables of the proxies that `config.json` sets for an engine, in both spellings. */
export function proxyVariables(config: ConfigFile, host: string): Record<string, string> {
  const proxies = config.proxies?.[host] ?? config.proxies?.["default"];
  const found: Record<string, string> = {};
  for (const key of Object.keys(variables) as (keyof typeof variables)[]) {
    const value = proxies?.[key];
    if (value === undefined || value === "") continue;
    for (const name of [variables[key], variables[key].toLowerCase()]) found[name] = value;
  }
  return found;
}
