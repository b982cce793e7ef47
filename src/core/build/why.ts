import type { MissReason } from "./progress.ts";
import type { InputFacts, StepFacts } from "./step-facts.ts";

/** An input that is another than it was. */
export interface ChangedInput {
  /** Its place among the inputs of the step. */
  readonly at: number;
  readonly before: InputFacts;
  readonly after: InputFacts;
}

export interface Comparison {
  readonly reasons: readonly MissReason[];
  /** What of them changed is for their files to say. */
  readonly changed: readonly ChangedInput[];
}

/** What differs between a step and what it was the last time. */
export function compareFacts(before: StepFacts, after: StepFacts): Comparison {
  const reasons = [...instructionReasons(before, after), ...environmentReasons(before, after)];
  if (before.platform !== after.platform)
    reasons.push({ kind: "platform", what: "platform", before: before.platform, after: after.platform });
  const changed: ChangedInput[] = [];
  for (const [at, now] of after.inputs.entries()) {
    const then = before.inputs[at];
    if (then === undefined || then.role !== now.role || then.digest === now.digest) continue;
    if (now.role === "base") reasons.push(baseReason(then, now));
    else changed.push({ at, before: then, after: now });
  }
  return { reasons, changed };
}

function instructionReasons(before: StepFacts, after: StepFacts): MissReason[] {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  const reasons: MissReason[] = [];
  for (const name of names) {
    const [then, now] = [before.fields[name], after.fields[name]];
    if (then === now) continue;
    const kind = name.startsWith("mount ") ? "mount" : "instruction";
    const whole = name === "command" || name.startsWith("action ");
    if (!whole) reasons.push({ kind, what: name, ...changeOf(then, now) });
    else if (!reasons.some(({ what }) => what === after.instruction))
      reasons.push({ kind, what: after.instruction, before: before.instruction, after: after.instruction });
  }
  return reasons;
}

function environmentReasons(before: StepFacts, after: StepFacts): MissReason[] {
  const names = new Set([...Object.keys(before.environment), ...Object.keys(after.environment)]);
  const argumentNames = new Set([...before.arguments, ...after.arguments]);
  return [...names].flatMap((what): MissReason[] => {
    const [then, now] = [before.environment[what], after.environment[what]];
    if (then === now) return [];
    return [{ kind: argumentNames.has(what) ? "argument" : "environment", what, ...changeOf(then, now) }];
  });
}

function baseReason(then: InputFacts, now: InputFacts): MissReason {
  return { kind: "base", what: now.name, ...changeOf(then.digest, now.digest) };
}

function changeOf(before: string | undefined, after: string | undefined): Pick<MissReason, "before" | "after"> {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** An input of which its files say nothing more exact. */
export function inputReason({ before, after }: ChangedInput): MissReason {
  const kind = after.role === "mount" ? "mount" : "file";
  return { kind, what: after.name, ...changeOf(before.digest, after.digest) };
}
