import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Op, throwIfEnded } from "#base/op.ts";
import { type HostsFileInput, hostsFile } from "#core/container/files/hosts.ts";
import { innerResolvConf } from "#core/container/files/inner-resolv-conf.ts";
import { resolvConf } from "#core/container/files/resolv-conf.ts";
import type { ContainerFilePaths } from "#core/container/oci-spec/input.ts";
import { hostResolvConfPath } from "./host-resolver.ts";

export interface ContainerFilesInput extends HostsFileInput {
  /** `HostConfig.Dns*`, or the daemon's where those are empty. */
  readonly dns: {
    readonly servers: readonly string[];
    readonly search: readonly string[];
    readonly options: readonly string[];
  };
  readonly hostNetwork: boolean;
  /** The container has a name server of its own. */
  readonly innerResolver?: boolean;
  /** Files of the host; other paths only in tests. */
  readonly hostFiles?: { readonly hosts: string; readonly resolvConf: string };
}

/** The paths of a container's files; all three are there. */
export type WrittenFiles = Required<ContainerFilePaths>;

/**
 * Writes `hosts`, `hostname` and `resolv.conf` of a container into its folder, mode 0644. They are derived from the
 * record and never synced: each start writes them anew, in place, since a running container may have them mounted.
 */
export async function writeContainerFiles(op: Op, folder: string, input: ContainerFilesInput): Promise<WrittenFiles> {
  const host = input.hostFiles ?? { hosts: "/etc/hosts", resolvConf: hostResolvConfPath() };
  const paths = containerFilePaths(folder);
  const ownHosts = input.hostNetwork && input.extraHosts.length === 0;
  const [hosts, resolver] = await Promise.all([
    ownHosts ? textOf(host.hosts) : hostsFile(input),
    textOf(host.resolvConf).then((text) => resolverText(text, { ...input, inner: input.innerResolver === true })),
  ]);
  throwIfEnded(op);
  await Promise.all([
    writeFile(paths.hosts, hosts, { mode: 0o644 }),
    writeFile(paths.hostname, `${input.hostname}\n`, { mode: 0o644 }),
    writeFile(paths.resolvConf, resolver, { mode: 0o644 }),
  ]);
  return paths;
}

type ResolverInput = Pick<ContainerFilesInput, "dns" | "hostNetwork"> & { readonly inner: boolean };

/** Writes a running container's `resolv.conf` anew, in place. */
export async function writeResolvConf(path: string, input: ResolverInput): Promise<void> {
  await writeFile(path, resolverText(await textOf(hostResolvConfPath()), input), { mode: 0o644 });
}

function resolverText(host: string, { dns, hostNetwork, inner }: ResolverInput): string {
  return inner ? innerResolvConf({ ...dns, host }) : resolvConf({ ...dns, host, hostNetwork });
}

/** Where the files of a container lie. */
export function containerFilePaths(folder: string): WrittenFiles {
  return {
    resolvConf: join(folder, "resolv.conf"),
    hostname: join(folder, "hostname"),
    hosts: join(folder, "hosts"),
  };
}

/** A file's text, empty when there is none. */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
