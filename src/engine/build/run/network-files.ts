import { stepHostname, stepHosts } from "#core/build/run/hosts.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import { innerResolvConf } from "#core/container/files/inner-resolv-conf.ts";
import { resolvConf } from "#core/container/files/resolv-conf.ts";
import type { NetworkLease } from "#core/network/contract.ts";
import type { Fd } from "#core/runtime/contract.ts";
import type { OciMount } from "#formats/oci/runtime-spec.ts";
import type { StubPlace } from "#sys/files/mount-stubs.ts";
import { writeFileIn } from "#sys/rooted-files.ts";
import { hostResolvConf } from "../../container-files/host-resolver.ts";
import { usesInnerResolver } from "../../containers/dns-settings.ts";
import type { EngineSettings } from "../../settings.ts";
import type { JoinedContainer } from "./joined-container.ts";

export interface NamingFacts {
  readonly operation: RunOperation;
  readonly lease: NetworkLease;
  /** Its files are the step's too. */
  readonly joined: JoinedContainer | undefined;
  readonly settings: Pick<EngineSettings, "dns" | "dnsSearch" | "dnsOptions">;
}

const paths = { hosts: "/etc/hosts", resolver: "/etc/resolv.conf" } as const;

/** Where the files that name hosts are mounted. */
export const networkPlaces: readonly StubPlace[] = Object.values(paths).map((path) => ({ path, folder: false }));

/** Writes the step's `hosts` and `resolv.conf` into `base`, beside its root, and says how they are mounted. */
export function networkFiles(base: Fd, { operation, lease, joined, settings }: NamingFacts): OciMount[] {
  const { hostname = stepHostname, limits, network } = operation;
  const hosts = stepHosts(hostname, limits.extraHosts, lease.settings.hostGateway);
  const dns = {
    host: hostResolvConf(),
    servers: settings.dns,
    search: settings.dnsSearch,
    options: settings.dnsOptions,
  };
  const resolver = usesInnerResolver(lease.settings)
    ? innerResolvConf(dns)
    : resolvConf({ ...dns, hostNetwork: network === "host" });
  return [
    write(base, { name: "resolv.conf", text: joined?.resolvConf ?? resolver, at: paths.resolver }),
    write(base, { name: "hosts", text: joined?.hosts ?? hosts, at: paths.hosts }),
  ];
}

interface NamingFile {
  readonly name: string;
  readonly text: string;
  readonly at: string;
}

function write(base: Fd, { name, text, at }: NamingFile): OciMount {
  writeFileIn(base, name, { bytes: Buffer.from(text), mode: 0o644, uid: 0, gid: 0 });
  const options = ["bind", "rprivate", "ro", "nosuid", "nodev", "noexec"];
  return { destination: at, type: "bind", source: `rootfs:${name}`, options };
}
