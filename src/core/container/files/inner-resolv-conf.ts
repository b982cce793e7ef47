import { isIPv4 } from "node:net";
import type { Upstream } from "../../network/contract.ts";
import { hostResolver, publicServers, type ResolvConfInput } from "./resolv-conf.ts";

/** Docker's: the name server of a container that has named neighbours. */
const innerServer = "127.0.0.11";

/**
 * Text of the /etc/resolv.conf of a container in a user-defined network. The comments say what the name server asks
 * outside, in the form in which tools read it from Docker's file.
 */
export function innerResolvConf(input: Omit<ResolvConfInput, "hostNetwork">): string {
  const host = hostResolver(input.host);
  const search = (input.search.length > 0 ? input.search : host.search).filter((domain) => domain !== ".");
  const options = input.options.length > 0 ? input.options : host.options;
  const hasNdots = options.some((option) => option.startsWith("ndots:"));
  const all = hasNdots ? options : [...options, "ndots:0"];
  const servers = upstreamsOf(input.host, input.servers).map(({ address, fromHost }) =>
    fromHost ? `host(${address})` : address,
  );
  const overrides = (["nameservers", "search", "options"] as const).filter(
    (name) => (name === "nameservers" ? input.servers : input[name]).length > 0,
  );
  const ndots = !hasNdots ? "internal" : input.options.length > 0 ? "override" : "host";
  return [
    `nameserver ${innerServer}\n`,
    ...(search.length > 0 ? [`search ${search.join(" ")}\n`] : []),
    `options ${all.join(" ")}\n`,
    "\n# Based on host file: '/etc/resolv.conf' (internal resolver)\n",
    `# ExtServers: [${servers.join(" ")}]\n`,
    `# Overrides: [${overrides.join(" ")}]\n`,
    `# Option ndots from: ${ndots}\n`,
  ].join("");
}

/** The servers that names are asked for outside: those that are given, or the host's, which are asked from the host. */
export function upstreamsOf(hostText: string, servers: readonly string[]): Upstream[] {
  if (servers.length > 0) return servers.map((address) => ({ address, fromHost: !isIPv4(address) }));
  const own = hostResolver(hostText).servers;
  return (own.length > 0 ? own : publicServers).map((address) => ({ address, fromHost: true }));
}
