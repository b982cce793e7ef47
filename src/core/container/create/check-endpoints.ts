import { isIPv4, isIPv6 } from "node:net";
import type { EndpointSettings, NetworkingConfig } from "#api/types.gen.ts";
import { invalid } from "./invalid.ts";

const builtIn = ["bridge", "host", "none"];

/** What the request says about single networks. @throws invalid-argument `invalid config for network x: …` */
export function checkEndpoints({ EndpointsConfig }: NetworkingConfig): void {
  for (const [name, endpoint] of Object.entries(EndpointsConfig ?? {})) {
    const fail = (text: string) => invalid(`invalid config for network ${name}: ${text}`);
    if (!endpoint) throw fail("EndpointsConfig is nil");
    checkMacAddress(endpoint.MacAddress ?? "", name);
    const problems = problemsOf(name === "default" ? "bridge" : name, endpoint);
    if (problems.length === 1) throw fail(`invalid endpoint settings:\n${problems[0]}`);
    if (problems.length > 1)
      throw fail(`invalid endpoint settings:\n${problems.map((text) => `* ${text}`).join("\n")}`);
  }
}

/** @throws invalid-argument `invalid config for network bridge: invalid MAC address zz` */
export function checkMacAddress(address: string, network: string): void {
  if (address === "" || /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(address)) return;
  throw invalid(`invalid config for network ${network}: invalid MAC address ${address}`);
}

function problemsOf(name: string, endpoint: EndpointSettings): string[] {
  const { IPv4Address = "", IPv6Address = "" } = endpoint.IPAMConfig ?? {};
  const problems: string[] = [];
  const asksForAddress = IPv4Address !== "" || IPv6Address !== "";
  if (builtIn.includes(name)) {
    if (asksForAddress) problems.push("user specified IP address is supported on user defined networks only");
    if ((endpoint.Aliases ?? []).length > 0) {
      problems.push("network-scoped alias is supported only for containers in user defined networks");
    }
  }
  // Those of other networks are checked by the networks, which know their subnets.
  if (!builtIn.includes(name)) return problems;
  if (IPv4Address !== "" && !isIPv4(IPv4Address)) problems.push(`invalid IPv4 address: ${IPv4Address}`);
  if (IPv6Address !== "" && !isIPv6(IPv6Address)) problems.push(`invalid IPv6 address: ${IPv6Address}`);
  if (asksForAddress) {
    problems.push(
      "user specified IP address is supported only when connecting to networks with user configured subnets",
    );
  }
  return problems;
}
