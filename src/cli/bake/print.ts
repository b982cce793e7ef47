import { indentedJson, type Json, jsonObject } from "./indented-json.ts";
import type { Selection } from "./select.ts";
import type { Attest, BakeGroup, BakeTarget } from "./target.ts";

/** A `${` or `%{` in a value would be read as a template if it came into a file again. */
const escaped = (text: string): string => text.replace(/([$%])\{/g, "$1$1{");

function sortedObject<T>(map: ReadonlyMap<string, T>, show: (value: T) => Json): Json {
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return jsonObject(entries.map(([name, value]) => [name, show(value)] as const));
}

const plain = (text: string): Json => text;

function map<T>(entries: ReadonlyMap<string, T> | undefined, show: (value: T) => Json): Json | undefined {
  return entries === undefined || entries.size === 0 ? undefined : sortedObject(entries, show);
}

const texts = (list: readonly string[] | undefined): Json | undefined => (list?.length ? list : undefined);

function list<T>(entries: readonly T[] | undefined, show: (entry: T) => Json): Json | undefined {
  return entries?.length ? entries.map(show) : undefined;
}

const escapedOrNull = (text: string | undefined): Json => (text === undefined ? null : escaped(text));

function attributes(all: ReadonlyMap<string, string>, more: Readonly<Record<string, Json>>): Json {
  return sortedObject(new Map<string, Json>([...all, ...Object.entries(more)]), (value) => value);
}

const attest = ({ type, isDisabled, attributes: all }: Attest): Json =>
  attributes(all, isDisabled ? { type, disabled: true } : { type });

const textOrNothing = (text: string): string | undefined => (text === "" ? undefined : text);

/** A resolved target as `--print` shows it. */
export function targetJson(target: BakeTarget): Json {
  return jsonObject([
    ["description", textOrNothing(target.description ?? "")],
    ["annotations", texts(target.annotations?.map(escaped))],
    ["attest", list(target.attest, attest)],
    ["context", target.context],
    ["contexts", map(target.contexts, plain)],
    ["dockerfile", target.dockerfile],
    ["dockerfile-inline", target.dockerfileInline === undefined ? undefined : escaped(target.dockerfileInline)],
    ["args", map(target.args, escapedOrNull)],
    ["labels", map(target.labels, escapedOrNull)],
    ["tags", texts(target.tags)],
    ["cache-from", list(target.cacheFrom, ({ type, attributes: all }) => attributes(all, { type }))],
    ["cache-to", list(target.cacheTo, ({ type, attributes: all }) => attributes(all, { type }))],
    ["target", target.target],
    [
      "secret",
      list(target.secrets, ({ id, source, variable }) =>
        jsonObject([
          ["id", textOrNothing(id)],
          ["src", textOrNothing(source)],
          ["env", textOrNothing(variable)],
        ]),
      ),
    ],
    [
      "ssh",
      list(target.ssh, ({ id, paths }) =>
        jsonObject([
          ["id", textOrNothing(id)],
          ["paths", texts(paths)],
        ]),
      ),
    ],
    ["platforms", texts(target.platforms)],
    [
      "output",
      list(target.outputs, ({ type, attributes: all, destination }) =>
        attributes(all, destination === "" ? { type } : { type, dest: destination }),
      ),
    ],
    ["pull", target.pull],
    ["no-cache", target.noCache],
    ["network", target.network],
    ["no-cache-filter", texts(target.noCacheFilter)],
    ["shm-size", target.shmSize],
    ["ulimits", texts(target.ulimits)],
    ["call", target.call],
    ["entitlements", texts(target.entitlements)],
    ["extra-hosts", map(target.extraHosts, escapedOrNull)],
  ]);
}

function groupJson({ description, targets }: BakeGroup): Json {
  return jsonObject([
    ["description", textOrNothing(description ?? "")],
    ["targets", targets ?? null],
  ]);
}

export const groupsJson = (groups: Selection["groups"]): Json | undefined => map(groups, groupJson);

/** What `--print` writes: the groups and targets that would be built. */
export function printedSelection({ groups, targets }: Selection): string {
  const all = jsonObject([
    ["group", groupsJson(groups)],
    ["target", sortedObject(targets, targetJson)],
  ]);
  return `${indentedJson(all)}\n`;
}
