import { readFile, writeFile } from "node:fs/promises";
import { hostsLines } from "#core/container/files/hosts.ts";
import type { NetworkLeaseSettings } from "#core/network/contract.ts";
import { containerFilePaths, writeResolvConf } from "../container-files/write.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { dnsOf, usesInnerResolver } from "./dns-settings.ts";
import { containerFolder } from "./folders.ts";
import { hostnameIn } from "./hostname.ts";

/**
 * Brings `hosts` and `resolv.conf` of a running container in line with its networks. What the container wrote into
 * `hosts` stays; `resolv.conf` changes only where the kind of its name server does.
 */
export async function refreshFiles(
  context: ContainerContext,
  entry: ContainerEntry,
  change: { readonly before: NetworkLeaseSettings; readonly after: NetworkLeaseSettings },
): Promise<void> {
  const paths = containerFilePaths(containerFolder(context.settings, entry.id));
  const { before, after } = change;
  const gone = new Set(before.hostAddresses.filter((address) => !after.hostAddresses.includes(address)));
  const come = after.hostAddresses.filter((address) => !before.hostAddresses.includes(address));
  if (gone.size > 0 || come.length > 0) {
    const text = await readFile(paths.hosts, "utf8");
    const kept = text.split("\n").filter((line) => line !== "" && !gone.has(line.split(/\s/, 1)[0] ?? ""));
    const hostname = hostnameIn(entry.record, context.hostFacts);
    const added = hostsLines({ hostname, domainname: entry.record.config.Domainname, ownAddresses: come });
    await writeFile(paths.hosts, [...kept, ...added].map((line) => `${line}\n`).join(""));
  }
  const inner = usesInnerResolver(after);
  if (inner !== usesInnerResolver(before))
    await writeResolvConf(paths.resolvConf, { dns: dnsOf(context, entry), inner, hostNetwork: false });
}
