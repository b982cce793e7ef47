/** What YAML says, as a tree. Whole numbers that are written as fractions are told from integers, as Go tells them. */
export type YamlValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | WholeFloat
  | Timestamp
  | readonly YamlValue[]
  | YamlMap;

/** A mapping; its order is that of what is written. */
export type YamlMap = ReadonlyMap<string, YamlValue>;

/** A number such as `1.0` or `1e6`: floating, though nothing is behind its point. */
export class WholeFloat {
  constructor(readonly value: number) {}
}

/** A date, as it was written. */
export class Timestamp {
  constructor(readonly text: string) {}

  /** As Go writes it. */
  rfc3339(): string {
    const [, year, month, day, , hour, minute, second, fraction, zone] =
      /^(\d+)-(\d+)-(\d+)(?:([Tt ])(\d+):(\d+):(\d+)(\.\d+)?(.*))?$/.exec(this.text) ?? [];
    const two = (part: string | undefined): string => (part ?? "0").padStart(2, "0");
    const kept = (fraction ?? "").replace(/\.?0+$/, "").slice(0, 10);
    const offset = zone === undefined || zone === "" || /^[-+]00:00$/.test(zone) ? "Z" : zone;
    return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${kept}${offset}`;
  }

  /** As Go prints it: `2020-01-01 00:00:00 +0000 UTC`. */
  toString(): string {
    const [, day, time, zone = "Z"] = /^(.*)T(.*?)(Z|[-+]\d+(?::\d+)?)$/.exec(this.rfc3339()) ?? [];
    const offset = zone.replace(":", "");
    return `${day} ${time} ${zone === "Z" ? "+0000 UTC" : `${offset} ${offset}`}`;
  }
}

export const isYamlMap = (value: YamlValue | undefined): value is YamlMap => value instanceof Map;

export const isYamlList = (value: YamlValue | undefined): value is readonly YamlValue[] => Array.isArray(value);

/** A floating number as a value: `1` and `1.5` are both. */
export const floatValue = (value: number): number | WholeFloat =>
  Number.isInteger(value) ? new WholeFloat(value) : value;
