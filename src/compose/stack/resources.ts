import { list } from "../shape/collections.ts";
import { type Kind, unconvertible, type ValueOf } from "../shape/kind.ts";
import { bytes } from "../shape/scalars.ts";
import { isMap, type Tree } from "../tree/value.ts";
import { pairs, settings, text, texts, truth } from "./kinds.ts";
import { appended, overridden, part, record } from "./mergeable.ts";

/** What is not made with the stack; the name is one that older files give. */
export interface External {
  readonly isExternal: boolean;
  readonly name: string;
}

const externalKind: Kind<External> = {
  decode(value: Tree) {
    if (typeof value === "boolean") return { isExternal: value, name: "" };
    if (!isMap(value)) throw unconvertible(value, "bool");
    const name = value.get("name") ?? "";
    return { isExternal: true, name: typeof name === "string" ? name : "" };
  },
  isEmpty: ({ isExternal, name }) => !isExternal && name === "",
  encode: ({ isExternal }) => isExternal,
};

const external = overridden(externalKind);
const extensible = { isExtensible: true };

export const network = record(
  {
    name: text,
    driver: text,
    driver_opts: settings,
    ipam: part(record({ driver: text, config: appended(list(record({ subnet: text }))) })),
    external,
    internal: truth,
    attachable: truth,
    labels: pairs,
  },
  extensible,
);

const topologies = appended(list(record({ segments: pairs })));
const size = overridden(bytes);

const clusterSpec = record({
  group: text,
  access_mode: record({
    scope: text,
    sharing: text,
    mount_volume: record({ fs_type: text, mount_flags: texts }),
    block_volume: record({}),
  }),
  accessibility_requirements: record({ requisite: topologies, preferred: topologies }),
  capacity_range: record({ required_bytes: size, limit_bytes: size }),
  secrets: appended(list(record({ key: text, secret: text }))),
  availability: text,
});

export const volume = record(
  { name: text, driver: text, driver_opts: settings, external, labels: pairs, "x-cluster-spec": clusterSpec },
  extensible,
);

/** A secret or a config. */
export const fileObject = record(
  {
    name: text,
    file: text,
    external,
    labels: pairs,
    driver: text,
    driver_opts: settings,
    template_driver: text,
  },
  extensible,
);

export type StackNetwork = ValueOf<typeof network>;
export type StackVolume = ValueOf<typeof volume>;
export type StackFileObject = ValueOf<typeof fileObject>;
