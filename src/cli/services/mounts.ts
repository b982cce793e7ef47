import type { Mount } from "#api/types.gen.ts";
import { parseMount } from "../container-spec/mount.ts";
import { list, parsedList } from "../flags/lists.ts";
import { containerOf, part, setOrDelete } from "./part.ts";

export const mounts = part({
  createFlags: { mount: parsedList({ type: "mount", usage: "Mount something in containers", parse: parseMount }) },
  updateFlags: {
    "mount-add": parsedList({ type: "mount", usage: "Mount something in containers", parse: parseMount }),
    "mount-rm": list({ usage: "Take a mount away, by its target" }),
  },
  create(spec, { flags }) {
    setOrDelete(containerOf(spec), "Mounts", [...flags.mount]);
  },
  update(spec, { flags, changed }) {
    if (!changed("mount-add") && !changed("mount-rm")) return;
    const byTarget = new Map<string, Mount>();
    for (const mount of flags["mount-add"]) {
      const target = mount.Target ?? "";
      if (byTarget.has(target)) throw new Error("duplicate mount target");
      byTarget.set(target, mount);
    }
    const container = containerOf(spec);
    for (const mount of (container.Mounts ?? []) as Mount[]) {
      const target = mount.Target ?? "";
      if (!byTarget.has(target)) byTarget.set(target, mount);
    }
    for (const target of flags["mount-rm"]) byTarget.delete(target);
    setOrDelete(container, "Mounts", [...byTarget.values()].sort(bySource));
  },
});

function bySource(a: Mount, b: Mount): number {
  const [left, right] = [a, b].map(({ Source = "", Target = "" }) => [Source, Target] as const);
  return compare(left?.[0], right?.[0]) || compare(left?.[1], right?.[1]);
}

function compare(a = "", b = ""): number {
  return a < b ? -1 : Number(a > b);
}
