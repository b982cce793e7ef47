import { parsedList } from "../flags/lists.ts";
import { part, setOrDelete } from "./part.ts";
import type { PlacementPreference } from "./service.ts";
import { placementOf } from "./text-lists.ts";

const pref = (usage: string) => parsedList({ type: "pref", usage, parse: parsePreference });

/** `spread=LABEL`. @throws Error in Docker's words */
function parsePreference(text: string): PlacementPreference {
  const [strategy, descriptor, ...more] = text.split("=");
  if (descriptor === undefined || more.length > 0) {
    throw new Error('placement preference must be of the format "<strategy>=<arg>"');
  }
  if (strategy !== "spread") {
    throw new Error(`unsupported placement preference ${strategy} (only spread is supported)`);
  }
  return { Spread: { SpreadDescriptor: descriptor } };
}

export const placementPreferences = part({
  createFlags: { "placement-pref": pref("What to spread tasks over") },
  updateFlags: {
    "placement-pref-add": pref("What to spread tasks over"),
    "placement-pref-rm": pref("What not to spread tasks over any more"),
  },
  create(spec, { flags }) {
    setOrDelete(placementOf(spec), "Preferences", [...flags["placement-pref"]]);
  },
  update(spec, { flags, changed }) {
    if (!changed("placement-pref-add") && !changed("placement-pref-rm")) return;
    const placement = placementOf(spec);
    const removed = new Set(flags["placement-pref-rm"].map(({ Spread }) => Spread?.SpreadDescriptor));
    const kept = (placement.Preferences ?? []).filter(({ Spread }) => !removed.has(Spread?.SpreadDescriptor));
    setOrDelete(placement, "Preferences", [...kept, ...flags["placement-pref-add"]]);
  },
});
