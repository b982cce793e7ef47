import { encode } from "#api/encode.ts";
import type { Commit, EventMessage, RuntimeInfo, SystemInfo } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";

interface Rule {
  readonly before: string;
  readonly apply: (info: SystemInfo) => SystemInfo;
}

const infoRules: readonly Rule[] = [
  { before: "1.50", apply: ({ DiscoveredDevices: _, ...info }) => info },
  { before: "1.50", apply: (info) => ({ ...info, BridgeNfIptables: false, BridgeNfIp6tables: false }) },
  { before: "1.49", apply: ({ FirewallBackend: _, ...info }) => info },
  { before: "1.49", apply: withExpectedCommits },
  { before: "1.46", apply: ({ Containerd: _, ...info }) => info },
  { before: "1.44", apply: (info) => ({ ...info, Runtimes: withoutStatus(info.Runtimes) }) },
  // Kernels that limit the one limit the other.
  { before: "1.42", apply: (info) => (info.KernelMemoryTCP === true ? { ...info, KernelMemory: true } : info) },
  { before: "1.25", apply: (info) => ({ ...info, SecurityOptions: namesOf(info.SecurityOptions) }) },
];

/** The answer of info in the shape of a version. */
export function systemInfoFor(version: string, info: SystemInfo): string {
  const due = infoRules.filter((rule) => isOlder(version, rule.before));
  return encode(
    "SystemInfo",
    due.reduce((result, rule) => rule.apply(result), info),
  );
}

/** Whether a version knows an event: those of made images came with 1.46. */
export function knowsEvent(version: string, event: EventMessage): boolean {
  return !(event.Type === "image" && event.Action === "create" && isOlder(version, "1.46"));
}

function withExpectedCommits(info: SystemInfo): SystemInfo {
  const expect = (commit: Commit): Commit => ({ ...commit, Expected: commit.ID });
  return {
    ...info,
    ContainerdCommit: expect(info.ContainerdCommit),
    RuncCommit: expect(info.RuncCommit),
    InitCommit: expect(info.InitCommit),
  };
}

function withoutStatus(runtimes: SystemInfo["Runtimes"]): SystemInfo["Runtimes"] {
  const entries = Object.entries(runtimes ?? {}).map(([name, { status: _, ...runtime }]): [string, RuntimeInfo] => [
    name,
    runtime,
  ]);
  return Object.fromEntries(entries);
}

/** `name=seccomp,profile=builtin` was `seccomp`. */
function namesOf(options: SystemInfo["SecurityOptions"]): SystemInfo["SecurityOptions"] {
  return options?.map((option) => /(?:^|,)name=([^,]*)/.exec(option)?.[1] ?? option) ?? null;
}
