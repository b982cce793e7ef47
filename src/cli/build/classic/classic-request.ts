import { pairsOf } from "../../container-spec/key-values.ts";
import type { ClassicFlags } from "./classic-flags.ts";

export interface ClassicInput {
  readonly flags: ClassicFlags;
  /** The Dockerfile's path in the context. */
  readonly dockerfile: string;
  /** Where the engine finds the context by itself; empty: it is sent. */
  readonly remote: string;
  readonly buildArgs: Readonly<Record<string, string | null>>;
  readonly platform: string;
}

/** The parameters of `POST /build`, without those that say nothing. */
export function classicQuery(input: ClassicInput): Record<string, string | readonly string[] | undefined> {
  const { flags, dockerfile, remote, buildArgs, platform } = input;
  const switched = (on: boolean): string | undefined => (on ? "1" : undefined);
  const text = (value: string): string | undefined => value || undefined;
  const number = (value: number): string | undefined => (value === 0 ? undefined : String(value));
  const several = (values: readonly string[]): readonly string[] | undefined =>
    values.length === 0 ? undefined : values;
  return {
    buildargs: objectText(buildArgs),
    cachefrom: listText(flags["cache-from"]),
    cgroupparent: text(flags["cgroup-parent"]),
    cpuperiod: number(flags["cpu-period"]),
    cpuquota: number(flags["cpu-quota"]),
    cpusetcpus: text(flags["cpuset-cpus"]),
    cpusetmems: text(flags["cpuset-mems"]),
    cpushares: number(flags["cpu-shares"]),
    dockerfile,
    extrahosts: several(flags["add-host"]),
    forcerm: switched(flags["force-rm"]),
    isolation: text(flags.isolation),
    labels: objectText(pairsOf(flags.label)),
    memory: number(flags.memory),
    memswap: number(flags["memory-swap"]),
    networkmode: flags.network === "default" ? undefined : flags.network,
    nocache: switched(flags["no-cache"]),
    platform: text(platform),
    pull: switched(flags.pull),
    q: switched(flags.quiet),
    remote: text(remote),
    rm: flags.rm ? undefined : "0",
    securityopt: listText(flags["security-opt"]),
    shmsize: number(flags["shm-size"]),
    squash: switched(flags.squash),
    t: several(flags.tag),
    target: text(flags.target),
    ulimits: listText(flags.ulimit),
    version: "1",
  };
}

const listText = (list: readonly unknown[]): string | undefined =>
  list.length === 0 ? undefined : JSON.stringify(list);

const objectText = (object: object): string | undefined =>
  Object.keys(object).length === 0 ? undefined : JSON.stringify(object);
