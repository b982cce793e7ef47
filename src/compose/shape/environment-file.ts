import type { YamlValue } from "#formats/yaml/value.ts";
import { always } from "./collections.ts";
import type { Kind, ValueOf } from "./kind.ts";
import { flag, text } from "./scalars.ts";
import { struct } from "./struct.ts";

const whole = struct({ path: text, required: always(flag, false), format: text }, { isExtensible: false });

export type EnvironmentFile = ValueOf<typeof whole>;

/** A file of variables: one that must be there is written as its path. */
export const environmentFile: Kind<EnvironmentFile> = {
  ...whole,
  encode(value, format) {
    if (value.required === true) return value.path ?? "";
    if (format === "json") return whole.encode(value, format);
    return new Map<string, YamlValue>([
      ["path", value.path ?? ""],
      ["required", false],
    ]);
  },
};
