import { list } from "../flags/lists.ts";
import { part, setOrDelete } from "./part.ts";
import type { GenericResource, ServiceSpec } from "./service.ts";

function checkFormat(text: string): string {
  if (text.split("=").length === 2) return text;
  throw new Error(`invalid generic-resource format \`${text}\` expected \`name=value\``);
}

/** `KIND=COUNT`. @throws Error in Docker's words for resources by name, which services cannot ask for */
function parse(text: string): GenericResource {
  const [kind = "", value = ""] = text.split("=");
  if (!/^[-+]?\d+$/.test(value)) {
    throw new Error(
      `invalid generic-resource request \`${text}\`, Named Generic Resources is not supported for service create or update`,
    );
  }
  return { DiscreteResourceSpec: { Kind: kind, Value: Number(value) } };
}

const kindOf = ({ DiscreteResourceSpec }: GenericResource): string => DiscreteResourceSpec?.Kind ?? "";

export const genericResources = part({
  createFlags: {
    "generic-resource": list({ usage: "Something of a node to set aside (name=value)", check: checkFormat }),
  },
  updateFlags: {
    "generic-resource-add": list({ usage: "Something of a node to set aside (name=value)", check: checkFormat }),
    "generic-resource-rm": list({ usage: "Set it aside no more" }),
  },
  create(spec, { flags }) {
    setOrDelete(reservationsOf(spec), "GenericResources", flags["generic-resource"].map(parse));
  },
  update(spec, { flags, changed }) {
    if (!changed("generic-resource-add") && !changed("generic-resource-rm")) return;
    const reservations = reservationsOf(spec);
    const known = new Map((reservations.GenericResources ?? []).map((one) => [kindOf(one), one]));
    for (const one of flags["generic-resource-add"].map(parse)) known.set(kindOf(one), one);
    for (const kind of flags["generic-resource-rm"]) {
      if (!known.delete(kind)) throw new Error(`could not find generic-resource \`${kind}\` to remove it`);
    }
    setOrDelete(reservations, "GenericResources", [...known.values()]);
  },
});

type Reservations = NonNullable<NonNullable<ServiceSpec["TaskTemplate"]["Resources"]>["Reservations"]>;

function reservationsOf({ TaskTemplate }: ServiceSpec): Reservations {
  TaskTemplate.Resources ??= {};
  TaskTemplate.Resources.Reservations ??= {};
  return TaskTemplate.Resources.Reservations;
}
