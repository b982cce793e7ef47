import type { Flag } from "#cli/flags/flag.ts";

/**
 * What Gantry does with an option: `acts`; `default-only`, refused by name when it asks for anything but the default;
 * `ignored`, taken with a warning because it names a means that Gantry does not have.
 */
export type Support = "acts" | "default-only" | "ignored";

/** How a value stands in the configuration file (Go's type, as decoding errors name it). */
export type FileShape =
  | "string"
  | "bool"
  | "int"
  | "int64"
  | "strings"
  | "string-map"
  | "bool-map"
  | "map-map"
  | "ip"
  | "ips"
  | "addresses"
  | "bytes"
  | "ulimits"
  | "runtimes"
  | "pools"
  | "docker-socket"
  | "builder"
  | "any";

/** One option of the daemon: a flag, a key of the configuration file, or both. */
export interface ConfigOption {
  /** Key of the configuration file; options that are flags only have none. */
  readonly key?: string;
  readonly shape: FileShape;
  readonly flag: Flag<unknown>;
  readonly support: Support;
  /** The flag's value as Docker prints it in a conflict. */
  readonly show: (value: unknown) => string;
}
