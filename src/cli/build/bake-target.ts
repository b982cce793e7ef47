import { resolve } from "node:path";
import type { BakeTarget } from "../bake/target.ts";
import type { FlagValues } from "../flags/flag.ts";
import { buildFlags } from "./build-flags.ts";
import type { BuildCommand } from "./solve-target.ts";

type Flags = FlagValues<typeof buildFlags>;

/** What is the same for all targets of a bake. */
export interface BakeScope {
  readonly allow: readonly string[];
  /** Names of images that were made of targets which others have as contexts. */
  readonly linked: ReadonlyMap<string, string>;
}

/** The build of one target. */
export function bakeCommand(target: BakeTarget, scope: BakeScope): BuildCommand {
  const given: Partial<Record<keyof Flags, unknown>> = {
    "add-host": hosts(target.extraHosts),
    allow: scope.allow,
    annotation: target.annotations ?? [],
    attest: (target.attest ?? []).map(({ type, isDisabled, attributes }) =>
      [`type=${type}`, ...(isDisabled ? ["disabled=true"] : []), ...fields(attributes)].join(","),
    ),
    "build-arg": pairs(target.args, "=").filter((pair) => !pair.startsWith("=")),
    "build-context": [...(target.contexts ?? [])].map(([name, value]) => `${name}=${linkedContext(value, scope)}`),
    "cache-from": (target.cacheFrom ?? []).map(({ type, attributes }) =>
      [`type=${type}`, ...fields(attributes)].join(","),
    ),
    "cache-to": (target.cacheTo ?? []).map(({ type, attributes }) => [`type=${type}`, ...fields(attributes)].join(",")),
    call: target.call ?? "build",
    file: target.dockerfileInline === undefined ? dockerfilePath(target) : "",
    label: pairs(target.labels, "="),
    network: target.network ?? "default",
    "no-cache": target.noCache ?? false,
    "no-cache-filter": target.noCacheFilter ?? [],
    output: (target.outputs ?? []).map(({ type, attributes, destination }) =>
      [`type=${type}`, ...fields(attributes), ...(destination === "" ? [] : [`dest=${destination}`])].join(","),
    ),
    platform: target.platforms ?? [],
    pull: target.pull ?? false,
    secret: (target.secrets ?? []).map(({ id, source, variable }) =>
      [`id=${id}`, ...(source === "" ? [] : [`src=${source}`]), ...(variable === "" ? [] : [`env=${variable}`])].join(
        ",",
      ),
    ),
    "shm-size": target.shmSize ?? "",
    ssh: (target.ssh ?? []).map(({ id, paths }) => (paths.length === 0 ? id : `${id}=${paths.join(",")}`)),
    tag: target.tags ?? [],
    target: target.target ?? "",
    ulimit: target.ulimits ?? [],
  };
  return {
    flags: commandOf(given),
    context: target.context ?? ".",
    targetName: target.name,
    ...(target.dockerfileInline === undefined ? {} : { dockerfileText: target.dockerfileInline }),
  };
}

/** A command line of the build with those flags. */
export function commandOf(given: Partial<Record<keyof Flags, unknown>>): Flags {
  const defaults = Object.fromEntries(Object.entries(buildFlags).map(([name, flag]) => [name, flag.cell().get()]));
  return { ...defaults, ...given } as Flags;
}

/** A target's Dockerfile stands in its context. */
function dockerfilePath({ context = ".", dockerfile = "Dockerfile" }: BakeTarget): string {
  if (dockerfile.startsWith("cwd://")) return resolve(dockerfile.slice("cwd://".length));
  return dockerfile.startsWith("/") || /^[a-z]+:\/\//.test(context) ? dockerfile : `${context}/${dockerfile}`;
}

function linkedContext(value: string, { linked }: BakeScope): string {
  const name = /^target:(?:\/\/)?(.*)$/.exec(value)?.[1];
  const image = name === undefined ? undefined : linked.get(name);
  return image === undefined ? value : `docker-image://${image}`;
}

function pairs(values: ReadonlyMap<string, string | undefined> | undefined, between: string): string[] {
  return [...(values ?? [])].flatMap(([name, value]) => (value === undefined ? [] : [`${name}${between}${value}`]));
}

/** A host may have several addresses, with commas between them. */
function hosts(of: BakeTarget["extraHosts"]): string[] {
  return [...(of ?? [])].flatMap(([host, addresses]) => (addresses ?? "").split(",").map((each) => `${host}:${each}`));
}

function fields(attributes: ReadonlyMap<string, string>): string[] {
  return [...attributes].map(([key, value]) => `${key}=${value}`);
}
