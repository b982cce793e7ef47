import { isIP, isIPv4 } from "node:net";

export interface ResolvConfInput {
  /** Text of the host's file; empty where there is none. */
  readonly host: string;
  /** The container's own, over them the daemon's: empty lists take what the host has. */
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
  /** The container has the host's network: all its servers are in reach. */
  readonly hostNetwork: boolean;
}

/** Docker's choice when the host names no server that a container can reach. */
export const publicServers = ["8.8.8.8", "8.8.4.4"];

/** Text of a container's /etc/resolv.conf. */
export function resolvConf(input: ResolvConfInput): string {
  const host = hostResolver(input.host);
  const servers = input.servers.length > 0 ? input.servers : reachable(host.servers, input.hostNetwork);
  const search = (input.search.length > 0 ? input.search : host.search).filter((domain) => domain !== ".");
  const options = input.options.length > 0 ? input.options : host.options;
  return [
    ...servers.map((server) => `nameserver ${server}\n`),
    ...(search.length > 0 ? [`search ${search.join(" ")}\n`] : []),
    ...(options.length > 0 ? [`options ${options.join(" ")}\n`] : []),
  ].join("");
}

function reachable(servers: readonly string[], hostNetwork: boolean): readonly string[] {
  if (hostNetwork) return servers;
  const outside = servers.filter((server) => isIPv4(server) && !server.startsWith("127."));
  return outside.length > 0 ? outside : publicServers;
}

export interface HostResolver {
  readonly servers: string[];
  search: string[];
  readonly options: string[];
}

/** resolv.conf(5): the last search or domain line counts. */
export function hostResolver(text: string): HostResolver {
  const found: HostResolver = { servers: [], search: [], options: [] };
  for (const line of text.split("\n")) {
    const [keyword, ...values] = line
      .replace(/[#;].*$/, "")
      .trim()
      .split(/\s+/);
    if (keyword === "nameserver") found.servers.push(...values.slice(0, 1).filter((server) => isIP(server) !== 0));
    else if (keyword === "search" || keyword === "domain") found.search = values;
    else if (keyword === "options") found.options.push(...values);
  }
  return found;
}
