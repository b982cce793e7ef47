import { splitShellWords } from "#formats/shell-words/split.ts";
import type { YamlValue } from "#formats/yaml/value.ts";
import { ComposeError } from "../errors.ts";
import { isList, isMap, sprint, type Tree, typeName } from "../tree/value.ts";
import { type Kind, WrongValue } from "./kind.ts";

/** A command line, or its words. An empty one is not the same as none. */
export const command: Kind<readonly string[]> = {
  decode(value) {
    if (isList(value)) return value.map((word) => String(word));
    if (typeof value !== "string") return undefined;
    try {
      return splitShellWords(value);
    } catch (error) {
      throw new WrongValue((error as Error).message);
    }
  },
  isEmpty: () => false,
  encode: (value) => value,
  absent: (format) => (format === "json" ? null : undefined),
};

export const healthTest: Kind<readonly string[]> = {
  decode(value) {
    if (typeof value === "string") return ["CMD-SHELL", value];
    if (isList(value)) return value.map((word) => String(word));
    throw new WrongValue(`unexpected value type ${typeName(value)} for healthcheck.test`);
  },
  isEmpty: (value) => value.length === 0,
  encode: (value) => value,
};

type Hosts = ReadonlyMap<string, readonly string[]>;

/** Names of hosts with their addresses. */
export const hosts: Kind<Hosts> = {
  decode: (value) => checkedHosts(isMap(value) ? hostMap(value) : hostList(value)),
  isEmpty: (value) => value.size === 0,
  encode: (value) =>
    [...value].flatMap(([name, addresses]) => addresses.map((address) => `${name}=${address}`)).sort(byBytes),
};

const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

function hostMap(value: ReadonlyMap<string, Tree>): Map<string, string[]> {
  return new Map(
    [...value].map(([name, item]) => {
      if (isList(item)) return [name, item.map(sprint)];
      if (item !== null && typeof item !== "string")
        throw new WrongValue(`unexpected value type ${typeName(new Map())} for extra_hosts entry`);
      return [name, [item ?? ""]];
    }),
  );
}

function hostList(value: Tree): Map<string, string[]> {
  if (!isList(value)) throw new WrongValue(`unexpected value type ${typeName(value)} for extra_hosts`);
  const found = new Map<string, string[]>();
  for (const item of value) {
    const line = sprint(item);
    const separator = ["=", ":"].find((sign) => line.includes(sign));
    if (separator === undefined) throw new WrongValue(`invalid additional host, missing IP: ${line}`);
    const at = line.indexOf(separator);
    const name = line.slice(0, at);
    found.set(name, [...(found.get(name) ?? []), ...line.slice(at + 1).split(",")]);
  }
  return found;
}

function checkedHosts(found: ReadonlyMap<string, readonly string[]>): Hosts {
  for (const name of found.keys())
    if (name === "" || /[:=]/.test(name)) throw new WrongValue(`bad host name '${name}'`);
  return new Map(
    [...found].map(([name, addresses]) => [name, addresses.map((address) => address.replace(/^\[(.+)\]$/s, "$1"))]),
  );
}

/** A key of an agent of ssh: the default one has no path. */
export interface SshKey {
  readonly id: string;
  readonly path: string;
}

export const sshKeys: Kind<readonly SshKey[]> = {
  decode(value) {
    if (!isMap(value)) throw new WrongValue(`invalid ssh config type ${typeName(value)}`);
    const keys = [...value].map(([id, path]) => ({ id, path: path === null ? "" : sprint(path) }));
    return keys.sort((left, right) => byBytes(left.id, right.id));
  },
  isEmpty: (value) => value.length === 0,
  encode(value, format) {
    if (format === "json" && value.some(({ path }) => path !== ""))
      throw new ComposeError(
        "json: error calling MarshalJSON for type types.SSHKey: invalid character ':' after top-level value",
      );
    return value.map(({ id, path }) => (path === "" ? id : `${id}: ${path}`));
  },
};

/** A limit of a process: one number, or a soft and a hard one. */
export interface Ulimit {
  readonly single?: number;
  readonly soft?: number;
  readonly hard?: number;
}

export const ulimit: Kind<Ulimit> = {
  decode(value) {
    if (isMap(value)) {
      const [soft, hard] = [value.get("soft"), value.get("hard")];
      return {
        ...(typeof soft === "number" ? { soft } : {}),
        ...(typeof hard === "number" ? { hard } : {}),
      };
    }
    if (typeof value === "number" && Number.isInteger(value)) return { single: value };
    throw new WrongValue(`unexpected value type ${typeName(value)} for ulimit`);
  },
  isEmpty: () => false,
  encode({ single = 0, soft = 0, hard = 0 }, format) {
    if (single !== 0) return single;
    const parts: readonly (readonly [string, number])[] = [
      ["soft", soft],
      ["hard", hard],
    ];
    return new Map<string, YamlValue>(format === "json" ? parts.filter(([, value]) => value !== 0) : parts);
  },
};
