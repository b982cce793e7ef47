import { parseBool } from "#base/strconv.ts";
import { binarySize, parseBinarySize } from "#base/units.ts";
import type { Flag } from "#cli/flags/flag.ts";
import { list, map, parsedList } from "#cli/flags/lists.ts";
import { bool, integer, scalar, string } from "#cli/flags/scalars.ts";
import { defaultDockerSocket } from "./default-paths.ts";
import type { ConfigOption, FileShape, Support } from "./option.ts";
import { type NetworkOptions, parseNetworkOption } from "./registry-values.ts";
import {
  parseAddress,
  parseIp,
  parseIps,
  parseRuntime,
  parseUlimit,
  type Runtime,
  type Ulimit,
} from "./value-syntax.ts";

/** What the table of options says about one of them besides its name and type. */
export interface Traits {
  /** Text of `--help`. */
  readonly usage: string;
  readonly short?: string;
  /** Key of the configuration file, where it is not the flag's name. */
  readonly key?: string;
  /** `acts` unless said otherwise. */
  readonly support?: Support;
  readonly hidden?: boolean;
  readonly deprecated?: string;
}

interface Shape {
  readonly shape: FileShape;
  readonly flag: Flag<unknown>;
  readonly show?: (value: never) => string;
}

function option(traits: Traits, { shape, flag, show = String }: Shape): ConfigOption {
  return {
    ...(traits.key === undefined ? {} : { key: traits.key }),
    shape,
    flag,
    support: traits.support ?? "acts",
    show: show as (value: unknown) => string,
  };
}

function flagTraits({ usage, short, hidden, deprecated }: Traits) {
  return {
    usage,
    ...(short === undefined ? {} : { short }),
    ...(hidden === undefined ? {} : { hidden }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

export function text(traits: Traits & { readonly default?: string }): ConfigOption {
  const initial = traits.default === undefined ? {} : { default: traits.default };
  return option(traits, { shape: "string", flag: string({ ...flagTraits(traits), ...initial }) });
}

export function toggle(traits: Traits & { readonly default?: boolean }): ConfigOption {
  return option(traits, {
    shape: "bool",
    flag: bool({ ...flagTraits(traits), default: traits.default ?? false }),
  });
}

export function number(traits: Traits & { readonly default?: number; readonly shape?: "int" | "int64" }): ConfigOption {
  return option(traits, {
    shape: traits.shape ?? "int",
    flag: integer({ ...flagTraits(traits), default: traits.default ?? 0 }),
  });
}

const showList = (values: readonly string[]): string => `[${values.join(" ")}]`;

export function texts(traits: Traits & { readonly check?: (text: string) => string }): ConfigOption {
  const check = traits.check === undefined ? {} : { check: traits.check };
  return option(traits, { shape: "strings", flag: list({ ...flagTraits(traits), ...check }), show: showList });
}

export function pairs(traits: Traits): ConfigOption {
  return option(traits, { shape: "string-map", flag: map(flagTraits(traits)), show: showMap });
}

/** `--feature NAME` or `NAME=BOOL`. */
export function switches(traits: Traits): ConfigOption {
  const flag: Flag<Readonly<Record<string, boolean>>> = {
    ...flagTraits(traits),
    type: "map",
    defaultText: "map[]",
    cell() {
      const values: Record<string, boolean> = {};
      return {
        set(given) {
          const [name = "", value] = given.split(/=(.*)/s);
          if (name === "") throw new Error(`invalid option name: ${given}`);
          values[name] = value === undefined ? true : parseBool(value);
        },
        get: () => values,
      };
    },
  };
  return option(traits, { shape: "bool-map", flag, show: showMap });
}

export function ip(traits: Traits & { readonly default?: string }): ConfigOption {
  const zero = traits.default ?? "";
  const flag = scalar(flagTraits(traits), {
    type: "ip",
    zero,
    defaultText: zero === "" ? undefined : zero,
    parse: parseIp,
  });
  return option(traits, { shape: "ip", flag });
}

export function ips(traits: Traits): ConfigOption {
  const flag = parsedList({ ...flagTraits(traits), type: "ipSlice", defaultText: "[]", parse: parseIps });
  const flat: Flag<readonly string[]> = {
    ...flag,
    cell() {
      const cell = flag.cell();
      return { set: cell.set, get: () => cell.get().flat() };
    },
  };
  return option(traits, { shape: "ips", flag: flat, show: (values: readonly string[]) => `[${values.join(",")}]` });
}

/** A repeatable flag of one address each; in the file a list. */
export function addresses(traits: Traits): ConfigOption {
  const flag = parsedList({ ...flagTraits(traits), type: "list", parse: parseAddress });
  return option(traits, { shape: "addresses", flag, show: showList });
}

/** A repeatable flag `driver=option=value`; in the file an object of objects. */
export function networkOptionMaps(traits: Traits): ConfigOption {
  const flag: Flag<NetworkOptions> = {
    ...flagTraits(traits),
    type: "mapmap",
    defaultText: "map[]",
    cell() {
      let values: NetworkOptions = {};
      return {
        set(given) {
          values = parseNetworkOption(values, given);
        },
        get: () => values,
      };
    },
  };
  const show = (values: NetworkOptions): string =>
    showMap(Object.fromEntries(Object.entries(values).map(([driver, each]) => [driver, showMap(each)])));
  return option(traits, { shape: "map-map", flag, show });
}

/** `--docker-socket`, or with a path; in the file `true` or a path. */
export function dockerSocket(traits: Traits): ConfigOption {
  const initial = { type: "path", zero: "", bareValue: defaultDockerSocket };
  const flag = scalar(flagTraits(traits), { ...initial, parse: (given) => given });
  return option(traits, { shape: "docker-socket", flag });
}

export function bytes(traits: Traits & { readonly default: number }): ConfigOption {
  const flag = scalar(flagTraits(traits), {
    type: "bytes",
    zero: traits.default,
    defaultText: binarySize(traits.default),
    parse: parseBinarySize,
  });
  return option(traits, { shape: "bytes", flag, show: binarySize });
}

export function ulimits(traits: Traits): ConfigOption {
  const flag: Flag<readonly Ulimit[]> = {
    ...flagTraits(traits),
    type: "ulimit",
    defaultText: "[]",
    cell() {
      const values = new Map<string, Ulimit>();
      return {
        set(given) {
          const limit = parseUlimit(given);
          values.set(limit.Name, limit);
        },
        get: () => [...values.values()],
      };
    },
  };
  const show = (values: readonly Ulimit[]): string =>
    showList(values.map(({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}`));
  return option(traits, { shape: "ulimits", flag, show });
}

export function runtimes(traits: Traits): ConfigOption {
  const flag: Flag<Readonly<Record<string, Runtime>>> = {
    ...flagTraits(traits),
    type: "runtime",
    defaultText: "[]",
    cell() {
      let values: Record<string, Runtime> = {};
      return {
        set(given) {
          values = parseRuntime(values, given);
        },
        get: () => values,
      };
    },
  };
  return option(traits, { shape: "runtimes", flag });
}

/** A repeatable flag that Gantry refuses, whatever its values mean; `type` and `shown` are those of its help. */
export function refusedList(
  traits: Traits & { readonly type: string; readonly shown?: string; readonly shape: FileShape },
): ConfigOption {
  const defaultText = traits.shown === undefined ? {} : { defaultText: traits.shown };
  return option(
    { ...traits, support: "default-only" },
    { shape: traits.shape, flag: list({ ...flagTraits(traits), type: traits.type, ...defaultText }), show: showList },
  );
}

function showMap(values: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([name, value]) => `${name}:${String(value)}`).join(" ")}]`;
}
