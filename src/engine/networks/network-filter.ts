import { invalidBooleanFilter, invalidFilter, invalidFilterValue, severalFilterValues } from "#core/network/errors.ts";
import { anyValue, everyValue, type Filters } from "#formats/filters.ts";
import type { Network } from "./builtin-networks.ts";

const known = ["dangling", "driver", "id", "label", "name", "scope", "type"];
const truths: Readonly<Record<string, boolean>> = { true: true, "1": true, false: false, "0": false };

/** Which networks a list shows. @throws invalid-argument in Docker's words */
export function networkFilter(filters: Filters): (network: Network) => boolean {
  for (const key of filters.keys()) if (!known.includes(key)) throw invalidFilter(key);
  for (const value of filters.get("type") ?? [])
    if (value !== "custom" && value !== "builtin") throw invalidFilterValue("type", value);
  const dangling = danglingOf(filters);
  return (network) =>
    anyValue(filters, "driver", (value) => network.driver.type === value) &&
    anyValue(filters, "id", (value) => matches(value, network.id)) &&
    anyValue(filters, "name", (value) => matches(value, network.name)) &&
    anyValue(filters, "scope", (value) => value === (network.record?.scope ?? "local")) &&
    anyValue(filters, "type", (value) => (value === "custom") === network.userDefined) &&
    everyValue(filters, "label", (value) => hasLabel(network, value)) &&
    (dangling === undefined || dangling === isDangling(network));
}

/** `key` or `key=value`. Networks that are built in have no labels. */
export function hasLabel({ record }: Network, wanted: string): boolean {
  const at = wanted.indexOf("=");
  const value = record?.labels[at < 0 ? wanted : wanted.slice(0, at)];
  return value !== undefined && (at < 0 || value === wanted.slice(at + 1));
}

/** A pattern anywhere in the text, as Docker's; what is no pattern is a part of it. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return text.includes(pattern);
  }
}

/** The built-in networks are never dangling. */
function isDangling({ userDefined, endpoints }: Network): boolean {
  return userDefined && endpoints.size === 0;
}

function danglingOf(filters: Filters): boolean | undefined {
  const values = [...(filters.get("dangling") ?? [])];
  if (values.length === 0) return undefined;
  if (values.length > 1) throw severalFilterValues("dangling");
  const truth = truths[values[0] ?? ""];
  if (truth === undefined) throw invalidBooleanFilter("dangling");
  return truth;
}
