import type { Labels } from "#client/swarm-types.ts";
import { pairsOf } from "../container-spec/key-values.ts";
import { checkLabel } from "../container-spec/names.ts";
import { list } from "../flags/lists.ts";
import { containerOf, part, setOrDelete } from "./part.ts";

/** Pairs as they were, without those taken away, with those added. */
function changedPairs(
  before: Labels | null | undefined,
  { remove, add }: { readonly remove: readonly string[]; readonly add: readonly string[] },
): Record<string, string> {
  const pairs: Record<string, string> = { ...before };
  for (const key of remove) delete pairs[key];
  return { ...pairs, ...pairsOf(add) };
}

export const labels = part({
  createFlags: {
    label: list({ short: "l", usage: "Set a label on the service", check: checkLabel }),
    "container-label": list({ usage: "Set a label on containers", check: checkLabel }),
    sysctl: list({ usage: "Kernel setting of containers" }),
  },
  updateFlags: {
    "label-add": list({ usage: "Set a label on the service", check: checkLabel }),
    "label-rm": list({ usage: "Take a label from the service" }),
    "container-label-add": list({ usage: "Set a label on containers", check: checkLabel }),
    "container-label-rm": list({ usage: "Take a label from containers" }),
    "sysctl-add": list({ usage: "Kernel setting of containers" }),
    "sysctl-rm": list({ usage: "Take a kernel setting back" }),
  },
  create(spec, { flags }) {
    spec.Labels = pairsOf(flags.label);
    setOrDelete(containerOf(spec), "Labels", pairsOf(flags["container-label"]));
    setOrDelete(containerOf(spec), "Sysctls", pairsOf(flags.sysctl));
  },
  update(spec, { flags, changed }) {
    const container = containerOf(spec);
    if (changed("label-add") || changed("label-rm")) {
      spec.Labels = changedPairs(spec.Labels, { remove: flags["label-rm"], add: flags["label-add"] });
    }
    const ofContainers = { remove: flags["container-label-rm"], add: flags["container-label-add"] };
    setOrDelete(container, "Labels", changedPairs(container.Labels, ofContainers));
    const sysctls = { remove: Object.keys(pairsOf(flags["sysctl-rm"])), add: flags["sysctl-add"] };
    setOrDelete(container, "Sysctls", changedPairs(container.Sysctls, sysctls));
  },
});
