import { labels } from "../labels.ts";
import type { ObservedContainer } from "../observe/observed.ts";
import { targetOf } from "./containers.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { planExchange, planRemoval } from "./remove.ts";
import { parseReplacementName } from "./replacement-name.ts";
import { isServing } from "./takeover.ts";

export interface Settled {
  /** One container in each place. */
  readonly containers: readonly ObservedContainer[];
  /** Steps that come before anything is made in one of the places. */
  readonly steps: readonly string[];
}

/**
 * Ends replacements that a killed command has left half done, where the container and the one that takes its place are both
 * there: the new one stays if it has the ports already, and goes otherwise.
 */
export function settleInterrupted(plan: PlanBuilder, containers: readonly ObservedContainer[]): Settled {
  let left = [...containers];
  const steps: string[] = [];
  for (const replacement of containers) {
    const parsed = parseReplacementName(replacement.name);
    if (parsed === undefined || replacement.labels[labels.replaces] === undefined) continue;
    const { idPrefix, name } = parsed;
    const old = left.find(({ id }) => id.startsWith(idPrefix));
    if (old === undefined) continue;
    if (isServing(replacement)) {
      const target = { ...targetOf(replacement), name };
      steps.push(planExchange(plan, target, { container: old, timeout: undefined }, { after: [] }));
      left = left.filter((one) => one !== old).map((one) => (one === replacement ? { ...one, name } : one));
    } else {
      steps.push(planRemoval(plan, replacement, {}));
      left = left.filter((one) => one !== replacement);
    }
  }
  return { containers: left, steps };
}
