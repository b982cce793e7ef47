import { parseReference } from "#formats/reference/reference.ts";
import { parseUlimit } from "../../container-spec/limits.ts";
import { checkEnv, checkExtraHost } from "../../container-spec/names.ts";
import { swapBytes } from "../../container-spec/resource-flags.ts";
import { bytes } from "../../flags/bytes.ts";
import type { FlagValues } from "../../flags/flag.ts";
import { commaList, list, parsedList } from "../../flags/lists.ts";
import { bool, integer, string } from "../../flags/scalars.ts";

/** The flags of `docker build` where the environment asks for the older builder. */
export const classicFlags = {
  "add-host": list({ usage: "A line of /etc/hosts for programs of the build (host:ip)", check: checkExtraHost }),
  "build-arg": list({ usage: "Value of an ARG; without a value that of the environment", check: checkEnv }),
  "cache-from": commaList({ usage: "Images to look for cached steps in" }),
  "cgroup-parent": string({ usage: "Parent cgroup of programs of the build" }),
  compress: bool({ usage: "Has no meaning: the context is sent as it is" }),
  "cpu-period": integer({ usage: "Length in microseconds of a period of the CPU scheduler" }),
  "cpu-quota": integer({ usage: "Microseconds of CPU time in a period" }),
  "cpu-shares": integer({ short: "c", usage: "Share of CPU time when it is scarce" }),
  "cpuset-cpus": string({ usage: "CPUs that may be used (0-3, 0,1)" }),
  "cpuset-mems": string({ usage: "Memory nodes that may be used (0-3, 0,1)" }),
  "disable-content-trust": bool({ usage: "Skip checks of signatures of base images", default: true }),
  file: string({ short: "f", usage: "The Dockerfile, where it is not PATH/Dockerfile; - is the standard input" }),
  "force-rm": bool({ usage: "Remove the containers of the build, also when it fails" }),
  iidfile: string({ usage: "Write the image's ID to this file" }),
  isolation: string({ usage: "How programs of the build are kept apart" }),
  label: list({ usage: "A label of the image" }),
  memory: bytes({ short: "m", usage: "Limit of memory" }),
  "memory-swap": swapBytes({ usage: "Memory and swap together; '-1' sets no limit to swap" }),
  network: string({ usage: "Network of RUN", default: "default" }),
  "no-cache": bool({ usage: "Do not take steps from the cache" }),
  platform: string({ usage: "Platform to build for" }),
  pull: bool({ usage: "Always look base images up again" }),
  quiet: bool({ short: "q", usage: "Suppress all but the image's ID" }),
  rm: bool({ usage: "Remove the containers of the build when it succeeded", default: true }),
  "security-opt": commaList({ usage: "Options of security" }),
  "shm-size": bytes({ usage: "Size of /dev/shm of RUN" }),
  squash: bool({ usage: "Make one layer of those over the base image" }),
  tag: list({ short: "t", usage: "Name of the image (name:tag)", check: checkTag }),
  target: string({ usage: "The stage to build" }),
  ulimit: parsedList({
    ...{ usage: "Limit of programs of the build (name=soft:hard)", type: "ulimit", defaultText: "[]" },
    parse: parseUlimit,
  }),
};

export type ClassicFlags = FlagValues<typeof classicFlags>;

function checkTag(tag: string): string {
  parseReference(tag);
  return tag;
}
