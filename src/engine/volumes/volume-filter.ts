import { invalidFilter } from "#core/volume/errors.ts";
import { anonymousLabel } from "#core/volume/record.ts";
import { anyValue, everyValue, type Filters } from "#formats/filters.ts";
import { defaultDriver } from "./drivers.ts";
import type { HeldVolume } from "./volume-table.ts";

export type VolumeFilter = (volume: HeldVolume) => boolean;

type IsUsed = (name: string) => boolean;

/** Go's strconv.ParseBool. */
const goBools: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true]),
  ...["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false]),
]);

/** Which volumes a list shows. @throws invalid-argument in Docker's words */
export function volumeFilter(filters: Filters, isUsed: IsUsed): VolumeFilter {
  refuseOthers(filters, ["dangling", "driver", "label", "name"]);
  const dangling = oneBool(filters, "dangling");
  return (volume) => {
    const { name, driver, labels } = volume.record;
    return (
      anyValue(filters, "name", (wanted) => matches(wanted, name)) &&
      anyValue(filters, "driver", (wanted) => wanted === driver) &&
      everyValue(filters, "label", (wanted) => hasLabel(labels, wanted)) &&
      (dangling === undefined || dangling !== isUsed(name))
    );
  };
}

/**
 * Which volumes a prune takes: local ones without options that nobody uses; unless `all` is asked for, only those whose
 * name was made up. @throws invalid-argument in Docker's words
 */
export function pruneFilter(filters: Filters, isUsed: IsUsed): VolumeFilter {
  refuseOthers(filters, ["label", "label!", "all"]);
  const all = allOf(filters);
  return (volume) => {
    const { name, driver, labels, options } = volume.record;
    return (
      driver === defaultDriver &&
      options === null &&
      !isUsed(name) &&
      (all || labels?.[anonymousLabel] !== undefined) &&
      everyValue(filters, "label", (wanted) => hasLabel(labels, wanted)) &&
      everyValue(filters, "label!", (wanted) => !hasLabel(labels, wanted))
    );
  };
}

function refuseOthers(filters: Filters, known: readonly string[]): void {
  for (const key of filters.keys()) if (!known.includes(key)) throw invalidFilter(key);
}

function oneBool(filters: Filters, key: string): boolean | undefined {
  const values = [...(filters.get(key) ?? [])];
  if (values.length === 0) return undefined;
  const truth = ({ true: true, "1": true, false: false, "0": false } as Readonly<Record<string, boolean>>)[
    values[0] ?? ""
  ];
  if (values.length > 1 || truth === undefined) throw invalidFilter(`${key}=[${values.sort().join(" ")}]`);
  return truth;
}

function allOf(filters: Filters): boolean {
  const values = [...(filters.get("all") ?? [])];
  if (values.length === 0) return false;
  if (values.length > 1) throw invalidFilter(`all=[${values.sort().join(" ")}]`, "only one value is expected");
  const truth = goBools[values[0] ?? ""];
  if (truth === undefined) {
    throw invalidFilter("all", `strconv.ParseBool: parsing ${JSON.stringify(values[0])}: invalid syntax`);
  }
  return truth;
}

/** A pattern anywhere in the name, as Docker's; what is no pattern matches itself. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return pattern === name;
  }
}

function hasLabel(labels: Readonly<Record<string, string>> | null, wanted: string): boolean {
  const end = wanted.indexOf("=");
  const value = labels?.[end === -1 ? wanted : wanted.slice(0, end)];
  return value !== undefined && (end === -1 || value === wanted.slice(end + 1));
}
