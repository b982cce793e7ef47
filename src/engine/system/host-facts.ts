import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, hostname, machine, release } from "node:os";
import { type CgroupFacts, readCgroupFacts } from "./cgroup-facts.ts";

/** What stays the same as long as the machine runs. */
export interface HostFacts {
  readonly kernelVersion: string;
  readonly operatingSystem: string;
  readonly osVersion: string;
  /** Of the kernel: `x86_64`. */
  readonly machine: string;
  /** Go's name: `amd64`. */
  readonly architecture: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly cgroup: CgroupFacts;
}

const goArchitectures: Readonly<Record<string, string>> = { x86_64: "amd64", aarch64: "arm64" };

export function readHostFacts(): HostFacts {
  const release_ = readOsRelease();
  return {
    kernelVersion: release(),
    operatingSystem: release_.get("PRETTY_NAME") ?? "Linux",
    osVersion: release_.get("VERSION_ID") ?? "",
    machine: machine(),
    architecture: goArchitectures[machine()] ?? machine(),
    cpuCount: availableParallelism(),
    memoryBytes: memoryTotal(readFileSync("/proc/meminfo", "utf8")),
    cgroup: readCgroupFacts(),
  };
}

export function hostName(): string {
  return hostname();
}

/** Open file descriptors of this process (`NFd`). */
export function openFileCount(): number {
  return readdirSync("/proc/self/fd").length;
}

/** Threads of this process, in the place of Go's routines. */
export function threadCount(): number {
  return readdirSync("/proc/self/task").length;
}

export function isIpv4Forwarding(): boolean {
  try {
    return readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8").trim() === "1";
  } catch {
    return false;
  }
}

function readOsRelease(): ReadonlyMap<string, string> {
  for (const path of ["/etc/os-release", "/usr/lib/os-release"])
    try {
      return parseOsRelease(readFileSync(path, "utf8"));
    } catch {
      // The other place, then none.
    }
  return new Map();
}

/** @see os-release(5) */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^([A-Z_0-9]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))\s*$/.exec(line);
    if (match === null) continue;
    const [, name = "", double, single, bare] = match;
    values.set(name, double?.replace(/\\(.)/g, "$1") ?? single ?? bare ?? "");
  }
  return values;
}

/** `MemTotal` of /proc/meminfo, in bytes. */
export function memoryTotal(meminfo: string): number {
  return Number(/^MemTotal:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) * 1024;
}
