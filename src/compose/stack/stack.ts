import type { YamlValue } from "#formats/yaml/value.ts";
import { writeYaml } from "#formats/yaml/write-yaml.ts";
import { inOrder } from "../shape/collections.ts";
import { type Kind, Place } from "../shape/kind.ts";
import { type Extensions, writtenExtensions } from "../shape/struct.ts";
import { mergedMaps } from "./mergeable.ts";
import { fileObject, network, type StackFileObject, type StackNetwork, type StackVolume, volume } from "./resources.ts";
import { type StackService, service } from "./service.ts";

/** What the files of a stack say together. */
export interface Stack {
  /** `3.13`. */
  readonly version: string;
  readonly services: ReadonlyMap<string, StackService>;
  readonly networks: ReadonlyMap<string, StackNetwork>;
  readonly volumes: ReadonlyMap<string, StackVolume>;
  readonly secrets: ReadonlyMap<string, StackFileObject>;
  readonly configs: ReadonlyMap<string, StackFileObject>;
  readonly extensions: Extensions;
}

/** A stack with what a later file says: services are merged, other parts replaced. */
export function mergedStacks(base: Stack, over: Stack): Stack {
  const replacing = <T>(early: ReadonlyMap<string, T>, late: ReadonlyMap<string, T>): Map<string, T> =>
    mergedMaps(early, late, (_early, value) => value);
  return {
    ...base,
    services: mergedMaps(base.services, over.services, service.merge),
    networks: replacing(base.networks, over.networks),
    volumes: replacing(base.volumes, over.volumes),
    secrets: replacing(base.secrets, over.secrets),
    configs: replacing(base.configs, over.configs),
  };
}

/** The stack as YAML, as `stack config` prints it. */
export function stackYaml(stack: Stack): string {
  const part = <T>(kind: Kind<T>, values: ReadonlyMap<string, T>): YamlValue =>
    inOrder(new Map([...values].map(([name, value]) => [name, kind.encode(value, "yaml")])), "yaml");
  const parts: readonly (readonly [string, YamlValue])[] = [
    ["networks", part(network, stack.networks)],
    ["volumes", part(volume, stack.volumes)],
    ["secrets", part(fileObject, stack.secrets)],
    ["configs", part(fileObject, stack.configs)],
  ];
  const isThere = ([name]: readonly [string, YamlValue]): boolean => stack[name as "networks"].size > 0;
  return writeYaml(
    new Map<string, YamlValue>([
      ["version", stack.version],
      ["services", part(service, stack.services)],
      ...parts.filter(isThere),
      ...writtenExtensions(stack.extensions, "yaml"),
    ]),
  );
}

/** Where a value of a stack is decoded: faults name the fields as Docker's program does. */
export class StackPlace extends Place {
  override field(name: string): StackPlace {
    const own = programName(name);
    return new StackPlace(this.name === "" ? own : `${this.name}.${own}`, this.faults);
  }

  override item(key: string | number): StackPlace {
    return new StackPlace(`${this.name}[${key}]`, this.faults);
  }
}

const asInFiles = new Set(["cpus", "domainname", "isolation", "memory", "nocopy", "pids", "tty"]);
const ofProgram: Readonly<Record<string, string>> = { dns: "DNS", gid: "GID", healthcheck: "HealthCheck", uid: "UID" };

/** Names of several words, and a few others, are known by those of the files. */
function programName(name: string): string {
  if (name.includes("_") || name.includes("-") || asInFiles.has(name)) return name;
  return ofProgram[name] ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
