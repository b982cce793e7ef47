import type { Reference } from "#formats/reference/reference.ts";

/** Under this credentials for Docker Hub are kept. */
export const hubKey = "https://index.docker.io/v1/";

/** The key under which Docker keeps credentials for a registry. */
export function storeKey(domain: string): string {
  return domain === "docker.io" || domain === "index.docker.io" ? hubKey : domain;
}

/** The host, with its port, of an address that may be a URL. */
export function hostnameOf(address: string): string {
  if (address.includes("://")) {
    const [, host = ""] = /^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(address) ?? [];
    if (host !== "") return host.replace(/:$/, "");
  }
  return address.split("/", 1)[0] ?? "";
}

/** The keys of `auths` that may hold credentials for a part of a registry, the most exact first: `host/path`, `host/pa…`. */
export function namespaceKeys({ domain, path }: Pick<Reference, "domain" | "path">): string[] {
  const parts = path.split("/");
  return parts.map((_, i) => `${domain}/${parts.slice(0, parts.length - i).join("/")}`);
}
