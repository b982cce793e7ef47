import { parseVerb } from "./parse-verb.ts";
import type { ExpectedLine, Script, Step } from "./script.ts";

/**
 * The steps of a scenario's text; `docs/compose-scenarios.md` explains the language.
 * @throws Error naming file and line of what is no step
 */
export function parseScenario(text: string, file: string): Script {
  const steps: Step[] = [];
  let title: string | undefined;
  let quick = false;
  let isNewer = false;
  for (const { line, words } of linesOf(text)) {
    const fail = (why: string): never => {
      throw new Error(`${file}:${line}: ${why}: ${words}`);
    };
    if (words.startsWith("#")) title ??= words.slice(1).trim();
    else if (title === undefined) fail("a title, `# TEXT`, has to come first");
    else if (words === "quick") quick = true;
    else if (words === "newer") isNewer = true;
    else if (isRemark(words)) steps.push(withRemark(steps.pop(), words, fail));
    else steps.push({ ...parseStep(words, fail), line });
  }
  if (title === undefined || steps.length === 0) throw new Error(`${file}:1: a scenario has a title and steps`);
  return { title, quick, isNewer, steps };
}

/** What a text that is wrong is answered with. */
export type Fail = (why: string) => never;

/** Lines that are not empty; one that ends with `\` goes on in the next. */
function linesOf(text: string): { readonly line: number; readonly words: string }[] {
  const found: { line: number; words: string }[] = [];
  let goesOn = false;
  for (const [index, whole] of text.split("\n").entries()) {
    const words = whole.trim();
    const last = found.at(-1);
    if (goesOn && last !== undefined) last.words = `${last.words.slice(0, -1).trimEnd()} ${words}`;
    else if (words !== "") found.push({ line: index + 1, words });
    goesOn = words.endsWith("\\") && !words.startsWith("#");
  }
  return found;
}

function parseStep(words: string, fail: Fail) {
  const command = words.slice(1).trim();
  if (words.startsWith("$")) return { kind: "run" as const, command, exit: 0, lines: [] };
  if (words.startsWith("&")) return { kind: "begin" as const, command, shown: [] };
  return parseVerb(words, fail);
}

const remark = /^(>>?|!)\s*(.*)$/;
const exitCode = /^exit (\d+)$/;

/** Whether the line says more of the step before. */
function isRemark(words: string): boolean {
  return remark.test(words) || exitCode.test(words);
}

function withRemark(step: Step | undefined, words: string, fail: Fail): Step {
  const exit = exitCode.exec(words)?.[1];
  const [, kind, pattern] = remark.exec(words) ?? [];
  if (step?.kind === "run" && exit !== undefined) return { ...step, exit: Number(exit) };
  if (step?.kind === "interrupt" && exit !== undefined) return { ...step, exit: Number(exit) };
  if (step?.kind === "run" && pattern !== undefined)
    return { ...step, lines: [...step.lines, { kind: kind as ExpectedLine["kind"], pattern }] };
  if (step?.kind === "begin" && kind === ">" && pattern !== undefined)
    return { ...step, shown: [...step.shown, pattern] };
  return fail("this does not follow a command that it could be about");
}
