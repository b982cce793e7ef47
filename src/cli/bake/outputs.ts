import type { ExportEntry } from "./target.ts";

function withAttribute(output: ExportEntry, name: string, value: string): ExportEntry {
  return { ...output, attributes: new Map([...output.attributes, [name, value]]) };
}

/** Outputs that push what can be pushed, or nothing. */
export function withPush(outputs: readonly ExportEntry[], isPushed: boolean): readonly ExportEntry[] {
  const set = outputs.map((output) =>
    output.type === "image" ? withAttribute(output, "push", String(isPushed)) : output,
  );
  if (!isPushed) return withoutRegistries(set);
  if (set.some(({ type }) => type !== "docker")) return set;
  return [...set, { type: "image", attributes: new Map([["push", "true"]]), destination: "" }];
}

/** The last output takes the place of each that is left out. */
function withoutRegistries(outputs: readonly ExportEntry[]): ExportEntry[] {
  const kept = [...outputs];
  for (let at = 0; at < kept.length; ) {
    if (kept[at]!.type !== "registry") at += 1;
    else {
      kept[at] = kept.at(-1)!;
      kept.pop();
    }
  }
  return kept;
}

/** Outputs one of which is loaded into the engine, where that goes with the others. */
export function withLoad(outputs: readonly ExportEntry[], isLoaded: boolean): readonly ExportEntry[] {
  if (!isLoaded) return outputs;
  for (const { type, destination } of outputs) {
    if (type === "docker" && destination === "") return outputs;
    if (!["docker", "image", "registry", "oci"].includes(type)) return outputs;
  }
  return [...outputs, { type: "docker", attributes: new Map(), destination: "" }];
}
