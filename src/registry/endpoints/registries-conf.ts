import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RepositoryName } from "#core/registry/contract.ts";
import { registryBlocked } from "#core/registry/errors.ts";
import { type Capability, type Endpoint, placeOf, registryHost } from "./endpoint.ts";
import { badFile, readToml, TomlFields } from "./toml.ts";

/** A place that stands for what begins with a prefix. */
interface Place {
  /** `host[:port][/path]` */
  readonly location: string;
  readonly insecure: boolean;
  readonly onlyFor?: "digest" | "tag";
}

interface Entry {
  /** `host`, `host/path`, or `*.domain`. */
  readonly prefix: string;
  readonly blocked: boolean;
  readonly own: Place;
  readonly mirrors: readonly Place[];
}

/** What such a file says of a repository. */
export interface ConfiguredPlaces {
  readonly mirrors: readonly Endpoint[];
  /** Where the registry itself is, when that is not where its name says. */
  readonly moved: readonly Endpoint[] | undefined;
  /** Whether it may do without TLS. */
  readonly insecure: boolean;
}

/**
 * What a file of the form of containers-registries.conf(5), version 2, says of a repository; undefined: nothing. Files in a folder
 * of the same name with `.d` are read as well, and count more. @throws invalid-argument · forbidden for a registry that is blocked
 */
export async function readRegistriesConf(name: RepositoryName, path: string): Promise<ConfiguredPlaces | undefined> {
  if (path === "") return undefined;
  const whole = `${name.domain}/${name.path}`;
  const entries = new Map<string, Entry>();
  for (const file of [path, ...(await dropIns(`${path}.d`))])
    for (const entry of await readFile(file)) entries.set(entry.prefix, entry);
  const lengths = [...entries.values()].map((entry) => ({ entry, length: matchLength(entry.prefix, whole) }));
  const best = lengths.filter(({ length }) => length > 0).sort((a, b) => b.length - a.length)[0];
  if (best === undefined) return undefined;
  const { entry, length } = best;
  if (entry.blocked) throw registryBlocked(whole, path);
  const rest = whole.slice(length);
  const moved = entry.own.location !== "" && `${entry.own.location}${rest}` !== whole;
  return {
    mirrors: entry.mirrors.flatMap((place) => endpointsAt(place, rest)),
    moved: moved ? endpointsAt(entry.own, rest) : undefined,
    insecure: entry.own.insecure,
  };
}

async function dropIns(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder))
      .filter((file) => file.endsWith(".conf"))
      .sort()
      .map((file) => join(folder, file));
  } catch {
    return [];
  }
}

async function readFile(path: string): Promise<Entry[]> {
  const table = await readToml(path);
  if (table === undefined) return [];
  const file = new TomlFields(path, "", table);
  if (file.keys().includes("registries")) throw badFile(path, "version 1 of the format is not supported");
  return file.tables("registry").map(readEntry);
}

function readEntry(fields: TomlFields): Entry {
  const location = fields.text("location") ?? "";
  const prefix = fields.text("prefix") || location;
  if (prefix === "") throw fields.refuse("prefix", "is missing");
  const digestsOnly = fields.flag("mirror-by-digest-only");
  return {
    prefix,
    blocked: fields.flag("blocked"),
    own: { location, insecure: fields.flag("insecure") },
    mirrors: fields.tables("mirror").map((mirror) => readMirror(mirror, digestsOnly)),
  };
}

function readMirror(fields: TomlFields, digestsOnly: boolean): Place {
  const location = fields.text("location") ?? "";
  if (location === "") throw fields.refuse("location", "is missing");
  const from = fields.text("pull-from-mirror") ?? (digestsOnly ? "digest-only" : "all");
  const onlyFor = { all: undefined, "digest-only": "digest" as const, "tag-only": "tag" as const };
  if (!Object.hasOwn(onlyFor, from)) throw fields.refuse("pull-from-mirror", `is unknown: ${JSON.stringify(from)}`);
  const only = onlyFor[from as keyof typeof onlyFor];
  return { location, insecure: fields.flag("insecure"), ...(only === undefined ? {} : { onlyFor: only }) };
}

/** How much of a name a prefix stands for; 0: it does not. */
function matchLength(prefix: string, whole: string): number {
  if (prefix.startsWith("*.")) {
    const host = whole.split("/", 1)[0] ?? "";
    return host.replace(/:\d+$/, "").endsWith(prefix.slice(1)) ? host.length : 0;
  }
  return whole === prefix || whole.startsWith(`${prefix}/`) ? prefix.length : 0;
}

/** A place, over TLS and where it may be without. What is somewhere else than its name says gets no credential of that name. */
function endpointsAt({ location, insecure, onlyFor }: Place, rest: string): Endpoint[] {
  const whole = `${location}${rest}`;
  const host = whole.split("/", 1)[0] ?? "";
  const base = {
    ...{ path: whole.slice(host.length + 1), own: false, insecure, capabilities, headers: {}, query: "" },
    tls: { ca: [], skipVerify: insecure },
    ...(onlyFor === undefined ? {} : { onlyFor }),
  };
  const schemes = insecure ? ["https", "http"] : ["https"];
  return schemes.map((scheme) => ({ ...base, ...placeOf(`${scheme}://${registryHost(host)}`) }));
}

const capabilities: readonly Capability[] = ["pull", "resolve"];
