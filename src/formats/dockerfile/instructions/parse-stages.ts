import { DockerfileError, locating } from "../dockerfile-error.ts";
import type { LintReport } from "../lint/linter.ts";
import type { DockerfileNode } from "../parser/node.ts";
import type { ArgInstruction, Command, FromInstruction } from "./instruction.ts";
import { parseInstruction } from "./parse-instruction.ts";

/** A stage of a build: `FROM`, and what follows it. */
export interface Stage {
  readonly from: FromInstruction;
  readonly commands: readonly Command[];
}

export interface DockerfileStages {
  /** `ARG` before the first `FROM`. */
  readonly metaArgs: readonly ArgInstruction[];
  /** At least one. */
  readonly stages: readonly Stage[];
}

/**
 * Reads the instructions of a Dockerfile into its stages: the second of the steps in which one is read.
 *
 * 1. `parser/parse.ts` reads lines into nodes, of which only the outer form is known.
 * 2. Here nodes become typed instructions, with flags and numbers of arguments checked.
 * 3. Who builds puts variables in when an instruction acts (`expand.ts` with `shell/expand.ts`), and reads then what may have
 *    had some: mounts (`mount.ts`), ports (`exposed-ports.ts`).
 *
 * All steps throw `DockerfileError` with the places it is about, and report to the same `Linter` (`lint/linter.ts`): its
 * other checks in `lint/` want what only a later step knows.
 *
 * @throws DockerfileError `dockerfile parse error on line N: …`, at the instruction
 */
export function parseStages(nodes: readonly DockerfileNode[], report?: LintReport): DockerfileStages {
  const metaArgs: ArgInstruction[] = [];
  const stages: Array<{ from: FromInstruction; commands: Command[] }> = [];
  for (const node of nodes) {
    const prefix = `dockerfile parse error on line ${node.range.start.line}: `;
    const instruction = locating(node.range, () => parseInstruction(node, report), prefix);
    const stage = stages.at(-1);
    if (instruction.kind === "from") stages.push({ from: instruction, commands: [] });
    else if (stage !== undefined) stage.commands.push(instruction);
    else if (instruction.kind === "arg") metaArgs.push(instruction);
    else throw new DockerfileError("no build stage in current context", [node.range]);
  }
  if (stages.length === 0) throw new DockerfileError("dockerfile contains no stages to build");
  return { metaArgs, stages };
}

/** The number of the stage called `name`, whatever its case; undefined where none is. */
export function stageIndex(stages: readonly Stage[], name: string): number | undefined {
  const wanted = name.toLowerCase();
  const index = stages.findIndex(({ from }) => from.name === wanted);
  return index < 0 ? undefined : index;
}
