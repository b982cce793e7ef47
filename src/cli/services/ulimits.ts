import { distinctUlimits, parseUlimit } from "../container-spec/limits.ts";
import { list, parsedList } from "../flags/lists.ts";
import { containerOf, part, setOrDelete } from "./part.ts";
import type { ContainerSpec } from "./service.ts";

const ulimit = (usage: string) => parsedList({ type: "ulimit", usage, defaultText: "[]", parse: parseUlimit });

type Ulimits = NonNullable<ContainerSpec["Ulimits"]>;

export const ulimits = part({
  createFlags: { ulimit: ulimit("Limits of each process") },
  updateFlags: { "ulimit-add": ulimit("Limits of each process"), "ulimit-rm": list({ usage: "Take a limit away" }) },
  create(spec, { flags }) {
    setOrDelete(containerOf(spec), "Ulimits", distinctUlimits(flags.ulimit) as Ulimits);
  },
  update(spec, { flags, changed }) {
    if (!changed("ulimit-add") && !changed("ulimit-rm")) return;
    const container = containerOf(spec);
    const removed = new Set(flags["ulimit-rm"]);
    const kept = (container.Ulimits ?? []).filter(({ Name }) => !removed.has(Name));
    setOrDelete(container, "Ulimits", distinctUlimits([...kept, ...flags["ulimit-add"]]) as Ulimits);
  },
});
