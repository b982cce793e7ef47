import { list } from "../flags/lists.ts";
import { containerOf, samePart, setOrDelete } from "./part.ts";
import type { ContainerSpec } from "./service.ts";

const all = "ALL";
const reset = "RESET";

function normalized(names: readonly string[]): Set<string> {
  return new Set(
    names.map((name) => {
      const upper = name.trim().toUpperCase();
      return upper === all || upper === reset || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
    }),
  );
}

function sorted(names: ReadonlySet<string>): string[] {
  return names.has(all) ? [all] : [...names].sort();
}

/** Adding what was dropped only takes it off the list of the dropped, and the other way round. */
function change(
  container: ContainerSpec,
  flags: { readonly add: readonly string[]; readonly drop: readonly string[] },
) {
  const [added, dropped] = [normalized(container.CapabilityAdd ?? []), normalized(container.CapabilityDrop ?? [])];
  const [add, drop] = [normalized(flags.add), normalized(flags.drop)];
  if (add.delete(reset)) added.clear();
  if (drop.delete(reset)) dropped.clear();
  for (const name of drop) if (!add.has(name) && !added.delete(name)) dropped.add(name);
  for (const name of add) if (!dropped.delete(name)) added.add(name);
  setOrDelete(container, "CapabilityAdd", sorted(added));
  setOrDelete(container, "CapabilityDrop", sorted(dropped));
}

export const capabilities = samePart(
  {
    "cap-add": list({ usage: "Capability to add" }),
    "cap-drop": list({ usage: "Capability to take away" }),
  },
  (spec, { flags, changed }) => {
    if (!changed("cap-add") && !changed("cap-drop")) return;
    change(containerOf(spec), { add: flags["cap-add"], drop: flags["cap-drop"] });
  },
);
