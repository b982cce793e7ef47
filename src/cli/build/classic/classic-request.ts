import { parseInteger } from "#base/strconv.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { pairsOf } from "../../container-spec/key-values.ts";
import { parseUlimit } from "../../container-spec/limits.ts";
import type { FlagValues } from "../../flags/flag.ts";
import { FlagError } from "../../flags/parse.ts";
import { parseBytes } from "../../values/bytes.ts";
import type { buildFlags, olderBuildFlags } from "../build-flags.ts";

export type ClassicFlags = FlagValues<typeof buildFlags & typeof olderBuildFlags>;

/** The flags of Docker's older builder; all others are unknown to it. */
const known: ReadonlySet<string> = new Set(
  (
    "add-host build-arg cache-from cgroup-parent compress cpu-period cpu-quota cpu-shares cpuset-cpus cpuset-mems " +
    "disable-content-trust file force-rm iidfile isolation label memory memory-swap network no-cache platform pull " +
    "quiet rm security-opt shm-size squash tag target ulimit"
  ).split(" "),
);

/** @throws FlagError in pflag's words for a flag that was given and is the newer builder's */
export function checkClassicFlags(names: readonly string[], isGiven: (name: string) => boolean): void {
  const strange = names.find((name) => !known.has(name) && isGiven(name));
  if (strange !== undefined) throw new FlagError(`unknown flag: --${strange}`);
}

export interface ClassicInput {
  readonly flags: ClassicFlags;
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  /** Where the engine finds the context by itself; empty: it is sent. */
  readonly remote: string;
  readonly buildArgs: Readonly<Record<string, string | null>>;
  readonly platform: string;
}

/** The parameters of `POST /build`, without those that say nothing. @throws FlagError for values that cannot be read */
export function classicQuery(input: ClassicInput): Record<string, string | readonly string[] | undefined> {
  const { flags, dockerfile, remote, buildArgs, platform } = input;
  const switched = (on: boolean): string | undefined => (on ? "1" : undefined);
  const text = (value: string): string | undefined => value || undefined;
  const number = (name: NumberFlag): string | undefined => countOf(flags, name);
  const size = (name: SizeFlag): string | undefined => sizeOf(flags, name);
  return {
    buildargs: objectText(buildArgs),
    cachefrom: listText(flags["cache-from"]),
    cgroupparent: text(flags["cgroup-parent"]),
    cpuperiod: number("cpu-period"),
    cpuquota: number("cpu-quota"),
    cpusetcpus: text(flags["cpuset-cpus"]),
    cpusetmems: text(flags["cpuset-mems"]),
    cpushares: number("cpu-shares"),
    dockerfile,
    extrahosts: flags["add-host"].length === 0 ? undefined : flags["add-host"],
    forcerm: switched(flags["force-rm"]),
    isolation: text(flags.isolation),
    labels: objectText(pairsOf(flags.label)),
    memory: size("memory"),
    memswap: size("memory-swap"),
    networkmode: flags.network === "default" ? undefined : flags.network,
    nocache: switched(flags["no-cache"]),
    platform: text(platform),
    pull: switched(flags.pull),
    q: switched(flags.quiet),
    remote: text(remote),
    rm: flags.rm ? undefined : "0",
    securityopt: listText(flags["security-opt"]),
    shmsize: size("shm-size"),
    squash: squashText(flags.squash),
    t: flags.tag.length === 0 ? undefined : flags.tag.map((tag) => readValue("tag", tag, checkedTag)),
    target: text(flags.target),
    ulimits: listText(flags.ulimit.map((each) => readValue("ulimit", each, parseUlimit))),
    version: "1",
  };
}

type NumberFlag = "cpu-period" | "cpu-quota" | "cpu-shares";
type SizeFlag = "memory" | "memory-swap" | "shm-size";

const shorts: Readonly<Record<string, string>> = { "cpu-shares": "-c, ", memory: "-m, ", tag: "-t, " };

function readValue<T>(name: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    const flag = `${shorts[name] ?? ""}--${name}`;
    throw new FlagError(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: ${(error as Error).message}`);
  }
}

function countOf(flags: ClassicFlags, name: NumberFlag): string | undefined {
  const value = flags[name] === "" ? 0 : readValue(name, flags[name], (text) => parseInteger(text, { base: 0 }));
  return value === 0 ? undefined : String(value);
}

function sizeOf(flags: ClassicFlags, name: SizeFlag): string | undefined {
  const parse = (text: string): number => (name === "memory-swap" && text === "-1" ? -1 : parseBytes(text));
  const value = flags[name] === "" ? 0 : readValue(name, flags[name], parse);
  return value === 0 ? undefined : String(value);
}

function checkedTag(tag: string): string {
  parseReference(tag);
  return tag;
}

function squashText(choice: string): string | undefined {
  if (choice === "" || choice === "false") return undefined;
  if (choice === "above-base" || choice === "true") return "1";
  throw new Error(`not supported: --squash=${choice} of the older builder`);
}

const listText = (list: readonly unknown[]): string | undefined =>
  list.length === 0 ? undefined : JSON.stringify(list);

const objectText = (object: object): string | undefined =>
  Object.keys(object).length === 0 ? undefined : JSON.stringify(object);
