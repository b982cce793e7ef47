import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import type { Op } from "#base/op.ts";
import type { StepListener } from "#core/build/contract.ts";
import type { PlannedStep } from "#core/build/frontend.ts";
import { scratch } from "#core/build/graph.ts";
import { asLayer, type StepClaim } from "../solver/solver.ts";

const mostRemembered = 10_000;

/** The steps that were solved since the engine started: one that only changes a config is cached when it was among them. */
export class SolvedSteps {
  readonly #ids = new Set<Digest>();

  /** @returns whether it was there before */
  add(id: Digest): boolean {
    const isKnown = this.#ids.delete(id);
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= mostRemembered) break;
      this.#ids.delete(oldest);
    }
    return isKnown;
  }
}

export interface StepsReport {
  readonly listener: StepListener;
  readonly solved: SolvedSteps;
  /** No step is cached, whatever was solved before. */
  readonly ignoresCache: boolean;
}

/** Solves the steps of a Dockerfile one after the other, as the classic builder does. */
export async function solvePlanned(
  op: Op,
  claim: StepClaim,
  steps: readonly PlannedStep[],
  to: StepsReport,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const position = { index, total: steps.length, text: step.text };
    to.listener.begins(position);
    const tree = asLayer(step.tree);
    const made = tree === scratch ? undefined : claim.load(tree);
    const result = await made?.result(op);
    const id = digestOf(JSON.stringify([result?.tree, step.config]));
    const isKnown = to.solved.add(id) && !to.ignoresCache;
    const cached = step.hasLayer ? (made?.progress.wasCached ?? false) : isKnown && !/^from\s/i.test(step.text);
    to.listener.ends({ ...position, id, cached });
  }
}
