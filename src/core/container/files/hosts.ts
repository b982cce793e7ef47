import type { LinkEntry } from "../links/hosts.ts";

export interface HostsFileInput {
  readonly hostname: string;
  readonly domainname: string;
  /** `NAME:ADDRESS`, where an address may be `host-gateway`. */
  readonly extraHosts: readonly string[];
  /** What that stands for: an address, or one of each family with a comma between. */
  readonly hostGateway: string;
  /** The container's own addresses, each a line with its name. */
  readonly ownAddresses: readonly string[];
  /** Linked containers. */
  readonly linked?: readonly LinkEntry[];
}

const fixedLines = [
  "127.0.0.1\tlocalhost",
  "::1\tlocalhost ip6-localhost ip6-loopback",
  "fe00::\tip6-localnet",
  "ff00::\tip6-mcastprefix",
  "ff02::1\tip6-allnodes",
  "ff02::2\tip6-allrouters",
];

/** Text of a container's /etc/hosts, line by line as Docker 28.5 writes it. */
export function hostsFile(input: HostsFileInput): string {
  const extra = input.extraHosts.flatMap((entry) => {
    const { name, address } = splitExtraHost(entry);
    const addresses = address === "host-gateway" ? input.hostGateway.split(",") : [address];
    return addresses.map((each) => `${each}\t${name}`);
  });
  const linked = (input.linked ?? []).map(({ address, names }) => `${address}\t${names.join(" ")}`);
  return [...fixedLines, ...extra, ...linked, ...hostsLines(input)].map((line) => `${line}\n`).join("");
}

/** The lines of a container's own addresses, without their ends. */
export function hostsLines(input: Pick<HostsFileInput, "hostname" | "domainname" | "ownAddresses">): string[] {
  const names = ownNames(input.hostname, input.domainname);
  return input.ownAddresses.map((address) => `${address}\t${names}`);
}

/** `box.example.test box`; a name with dots is its own long form. */
function ownNames(hostname: string, domainname: string): string {
  const long = domainname === "" ? hostname : `${hostname}.${domainname}`;
  const short = long.split(".", 1)[0] ?? long;
  return short === long ? long : `${long} ${short}`;
}

/** An `--add-host` entry: all behind the first colon (or equals sign) is the address. */
export function splitExtraHost(entry: string): { readonly name: string; readonly address: string } {
  const end = entry.indexOf(":");
  return { name: entry.slice(0, end), address: entry.slice(end + 1).replace(/^\[(.*)\]$/, "$1") };
}
