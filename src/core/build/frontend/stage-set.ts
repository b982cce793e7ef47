import type { SourceRange } from "#formats/dockerfile/source-range.ts";
import { BuildError } from "../errors.ts";
import type { StageDraft } from "./stage-draft.ts";

/** The stages of a Dockerfile, and the images that flags name, in order. */
export class StageSet {
  readonly #all: StageDraft[] = [];
  readonly #byName = new Map<string, StageDraft>();

  /** Adds a stage; what it starts from may be one before it. Names match as they are there, not whatever their case. */
  add(stage: StageDraft): void {
    this.#all.push(stage);
    stage.base = this.#byName.get(stage.facts.baseName);
    if (stage.facts.name !== "") this.#byName.set(stage.facts.name.toLowerCase(), stage);
  }

  get all(): readonly StageDraft[] {
    return this.#all;
  }

  get names(): string[] {
    return this.#all.flatMap((stage) => (stage.label === "" ? [] : [stage.label]));
  }

  find(name: string): StageDraft | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** @throws BuildError */
  at(index: number): StageDraft {
    const stage = this.#all[index];
    if (stage === undefined) throw new BuildError("invalid-argument", `invalid stage index ${index}`);
    return stage;
  }

  last(): StageDraft {
    const stage = this.#all.at(-1);
    if (stage === undefined) throw new TypeError("a Dockerfile without stages");
    return stage;
  }
}

/** A stage with all that it needs. */
export function reachableStages(from: StageDraft, found = new Set<StageDraft>()): Set<StageDraft> {
  if (found.has(from)) return found;
  found.add(from);
  if (from.base !== undefined) reachableStages(from.base, found);
  for (const dependency of from.dependencies.keys()) reachableStages(dependency, found);
  return found;
}

/** A stage that copies from what copies from it, with the places of the copies; undefined where none does. */
export function circularStage(stages: readonly StageDraft[]): CircularStage | undefined {
  const finished = new Set<StageDraft>();
  const open = new Set<StageDraft>();
  const visit = (stage: StageDraft, places: readonly SourceRange[]): readonly SourceRange[] | undefined => {
    if (finished.has(stage)) return undefined;
    finished.add(stage);
    open.add(stage);
    for (const [dependency, place] of stage.dependencies) {
      const path = [...places, place];
      const found = open.has(dependency) ? path : visit(dependency, path);
      if (found !== undefined) return found;
    }
    open.delete(stage);
    return undefined;
  };
  for (const stage of stages) {
    const ranges = visit(stage, []);
    if (ranges !== undefined) return { stage, ranges };
  }
  return undefined;
}

export interface CircularStage {
  readonly stage: StageDraft;
  readonly ranges: readonly SourceRange[];
}
