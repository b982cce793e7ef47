import type { EndpointSettings } from "#api/types.gen.ts";

/** A line of /etc/hosts. */
export interface LinkEntry {
  readonly address: string;
  /** The alias first. */
  readonly names: readonly string[];
}

type Addresses = Pick<EndpointSettings, "IPAddress" | "GlobalIPv6Address">;

/** What a linked container is called in /etc/hosts: the alias, its own host name, and its name. */
export function linkHostsEntries(
  linked: { readonly alias: string; readonly hostname: string; readonly name: string },
  addresses: Addresses,
): LinkEntry[] {
  const { alias, hostname, name } = linked;
  const names = [alias, hostname, ...(alias === name ? [] : [name])];
  return [addresses.IPAddress, addresses.GlobalIPv6Address]
    .filter((address) => address !== "")
    .map((address) => ({ address, names }));
}

/** The text of a hosts file without the lines of an alias. */
export function withoutAlias(text: string, alias: string): string {
  const lines = text.split("\n").filter((line) => /^\S+\t(\S+)/.exec(line)?.[1] !== alias);
  return lines.join("\n");
}

/** The text of a hosts file once linked containers have other addresses: the lines that begin with one of the aliases. */
export function updatedHosts(
  text: string,
  linked: { readonly aliases: readonly string[]; readonly addresses: Addresses },
): string {
  const lines = text.split("\n").map((line) => {
    const [, old = "", alias = "", rest = ""] = /^(\S+)\t(\S+)(.*)$/.exec(line) ?? [];
    if (!linked.aliases.includes(alias)) return line;
    const address = old.includes(":") ? linked.addresses.GlobalIPv6Address : linked.addresses.IPAddress;
    return address === "" ? line : `${address}\t${alias}${rest}`;
  });
  return lines.join("\n");
}
