import { parseBool } from "#base/strconv.ts";
import type { ScannedInput } from "../frontend.ts";
import type { ReadDockerfile } from "./read-dockerfile.ts";
import type { Reading } from "./reading.ts";
import type { StageDraft } from "./stage-draft.ts";
import { reachableStages } from "./stage-set.ts";

/** What SBOMs of the result speak of besides it (BuildKit, docs/attestations/sbom.md); nothing where none is made. */
export function scannedInputs(result: ReadDockerfile): ScannedInput[] {
  const { target, reading } = result;
  if (reading.request.catalogued !== true) return [];
  const stages = [...reachableStages(target)].filter(
    (stage) => stage !== target && isEnabled("BUILDKIT_SBOM_SCAN_STAGE", stage, reading),
  );
  const context = scansContext(result) ? [{ name: "context", tree: reading.contextPlace }] : [];
  const named = stages.map(({ label, tree }) => ({ name: label, tree }));
  return [...context, ...named.sort((a, b) => (a.name < b.name ? -1 : 1))];
}

/** Whether all of the context is read for that. */
export function scansContext({ target, reading }: ReadDockerfile): boolean {
  return reading.request.catalogued === true && isEnabled("BUILDKIT_SBOM_SCAN_CONTEXT", target, reading);
}

/** By an argument before the first FROM, or the last of the stage: a truth, or names of stages. */
function isEnabled(name: string, { args, label }: StageDraft, { globalArgs }: Reading): boolean {
  const own = args.findLast(({ key, value }) => key === name && value !== undefined);
  const value = own?.value ?? globalArgs.get(name);
  if (value === undefined) return false;
  try {
    return parseBool(value);
  } catch {
    return value.split(",").includes(label);
  }
}
