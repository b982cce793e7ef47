import { bytes } from "../flags/bytes.ts";
import type { Flag, FlagTraits } from "../flags/flag.ts";
import { parsedList } from "../flags/lists.ts";
import { bool, integer, scalar, string, unsigned } from "../flags/scalars.ts";
import { parseBytes } from "../values/bytes.ts";
import { parseNanoCpus } from "../values/decimal.ts";
import { parseByteRate, parseOperationRate, parseUlimit, parseWeightDevice } from "./limits.ts";

/** A size of memory and swap together; -1: swap has no limit. */
export function swapBytes(traits: FlagTraits): Flag<number> {
  return scalar(traits, { type: "bytes", zero: 0, parse: (text) => (text === "-1" ? -1 : parseBytes(text)) });
}

/** Flags about what a container may use. */
export const resourceFlags = {
  "blkio-weight": unsigned({
    bits: 16,
    type: "uint16",
    usage: "Share of block input and output, from 10 to 1000; 0 is none",
  }),
  "blkio-weight-device": parsedList({
    usage: "Share of block input and output of a device",
    defaultText: "[]",
    parse: parseWeightDevice,
  }),
  "cgroup-parent": string({ usage: "Control group to put the container below" }),
  "cpu-count": integer({ usage: "Number of processors (Windows only)", system: "windows" }),
  "cpu-percent": integer({ usage: "Share of processors (Windows only)", system: "windows" }),
  "cpu-period": integer({ usage: "Length in microseconds of a period of the CPU scheduler" }),
  "cpu-quota": integer({ usage: "Microseconds of CPU time in a period" }),
  "cpu-rt-period": integer({ usage: "Length in microseconds of a period of real-time scheduling" }),
  "cpu-rt-runtime": integer({ usage: "Microseconds of real-time CPU time in a period" }),
  "cpu-shares": integer({ short: "c", usage: "Share of CPU time when it is scarce" }),
  cpus: scalar({ usage: "Number of CPUs" }, { type: "decimal", zero: 0, parse: parseNanoCpus }),
  "cpuset-cpus": string({ usage: "CPUs that may be used (0-3, 0,1)" }),
  "cpuset-mems": string({ usage: "Memory nodes that may be used (0-3, 0,1)" }),
  "device-read-bps": parsedList({
    usage: "Bytes per second to read from a device",
    defaultText: "[]",
    parse: parseByteRate,
  }),
  "device-read-iops": parsedList({
    usage: "Reads per second from a device",
    defaultText: "[]",
    parse: parseOperationRate,
  }),
  "device-write-bps": parsedList({
    usage: "Bytes per second to write to a device",
    defaultText: "[]",
    parse: parseByteRate,
  }),
  "device-write-iops": parsedList({
    usage: "Writes per second to a device",
    defaultText: "[]",
    parse: parseOperationRate,
  }),
  "io-maxbandwidth": scalar(
    { usage: "Bandwidth of the system drive (Windows only)", system: "windows" },
    { type: "bytes", zero: 0, parse: parseBytes },
  ),
  "io-maxiops": unsigned({ usage: "Operations of the system drive (Windows only)", system: "windows" }),
  "kernel-memory": bytes({ usage: "Memory that the kernel may use for the container" }),
  memory: bytes({ short: "m", usage: "Memory that may be used" }),
  "memory-reservation": bytes({ usage: "Memory to shrink to when it is scarce" }),
  "memory-swap": swapBytes({ usage: "Memory and swap together; '-1' sets no limit to swap" }),
  "memory-swappiness": integer({ usage: "How readily to swap (0 to 100)", default: -1 }),
  "oom-kill-disable": bool({ usage: "Disable killing for want of memory" }),
  "oom-score-adj": integer({ usage: "How readily to be killed for want of memory (-1000 to 1000)" }),
  "pids-limit": integer({ usage: "Number of processes; -1 sets no limit" }),
  "shm-size": bytes({ usage: "Size of /dev/shm" }),
  ulimit: parsedList({ type: "ulimit", usage: "Limits of each process", defaultText: "[]", parse: parseUlimit }),
};
