import type { GoldenCase, Printed } from "./case.ts";
import type { ScriptedEngine } from "./scripted-engine.ts";

/** What a client made of a case. */
export interface Outcome {
  readonly printed: Printed;
  readonly engine: ScriptedEngine;
}

/** A case as it stands in its file. */
export function caseText(golden: GoldenCase): string {
  const script = golden.exchanges.flatMap(({ request, answerLines }) => [...request.split("\n"), ...answerLines]);
  return textOf(golden, script, golden.printed);
}

/** The case as its file has to have it for the outcome to be right: requests in the order in which they came. */
export function outcomeText(golden: GoldenCase, { printed, engine }: Outcome): string {
  return textOf(golden, engine.transcript(), printed);
}

/** A case with another script, and other output. */
export function textOf(golden: GoldenCase, script: readonly string[], { out, err, code }: Printed): string {
  const lines = [
    `=== ${golden.name}`,
    ...golden.head,
    `$ ${golden.line}`,
    ...script,
    ...out.map((line) => `| ${line}`.trimEnd()),
    ...err.map((line) => `! ${line}`.trimEnd()),
    ...(code === 0 ? [] : [`= ${code}`]),
  ];
  return `${lines.join("\n")}\n`;
}
