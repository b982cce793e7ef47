/** A value of `--registry-mirror` as dockerd keeps it: with a path. @throws Error in Docker's words */
export function checkMirror(text: string): string {
  const [, scheme = "", rest = ""] = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):\/\/)?(.*)$/s.exec(text.trim()) ?? [];
  const must = "must use either 'https://' or 'http://'";
  if (text.trim() === "") throw invalid("empty");
  if (scheme === "") throw invalid(`no scheme specified for ${JSON.stringify(text)}: ${must}`);
  if (scheme !== "http" && scheme !== "https")
    throw invalid(`unsupported scheme ${JSON.stringify(scheme)} in ${JSON.stringify(text)}: ${must}`);
  if (/[?#]/.test(rest)) throw invalid(`query or fragment at end of the URI ${JSON.stringify(text)}`);
  const authority = rest.split("/", 1)[0] ?? "";
  if (authority.includes("@"))
    throw invalid(`username/password not allowed in URI ${JSON.stringify(maskPassword(text))}`);
  return `${scheme}://${rest.replace(/\/$/, "")}/`;
}

function invalid(why: string): Error {
  return new Error(`invalid mirror: ${why}`);
}

function maskPassword(uri: string): string {
  return uri.replace(/^([^:]+:\/\/[^:@/]*):[^@]*@/, "$1:xxxxx@");
}

/** A value of `--insecure-registry`. @throws Error in Docker's words */
export function checkInsecureRegistry(text: string): string {
  if (text === "index.docker.io") return "docker.io";
  if (text.startsWith("-") || text.endsWith("-"))
    throw new Error(`invalid index name (${text}). Cannot begin or end with a hyphen`);
  return text;
}

/** A proxy's address without the credentials that may stand in it. */
export function maskCredentials(proxy: string): string {
  return proxy.replace(/^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/)?[^/@]*@/, (_, scheme: string | undefined) => {
    return `${scheme ?? ""}xxxxx:xxxxx@`;
  });
}

/** `driver=option=value`, added to `known`. @throws Error in Docker's words */
export function parseNetworkOption(known: NetworkOptions, text: string): NetworkOptions {
  const [driver = "", option, value] = /^([^=]*)=([^=]*)=(.*)$/s.exec(text)?.slice(1) ?? [];
  if (option === undefined || value === undefined)
    throw new Error(`invalid value ${JSON.stringify(text)} for map option, should be root-key=key=value`);
  return { ...known, [driver]: { ...known[driver], [option]: value } };
}

/** Options by network driver. */
export type NetworkOptions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One address of each family at most. @throws Error in Docker's words */
export function checkHostGateways(addresses: readonly string[]): void {
  for (const [family, isOne] of [
    ["IPv4", (address: string) => !address.includes(":")],
    ["IPv6", (address: string) => address.includes(":")],
  ] as const)
    if (addresses.filter(isOne).length > 1)
      throw new Error(`only one ${family} host gateway IP address can be specified`);
}
