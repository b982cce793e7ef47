import type { Engine } from "../engine.ts";
import { Memory, perform } from "./perform.ts";
import { readScenario, scenarioFile } from "./read.ts";
import type { Step } from "./script.ts";
import { Stage } from "./stage.ts";

/** Plays the folder's scenario, and clears the stage. @throws Error naming file and line of the step that failed */
export async function runScenario(engine: Engine, folder: string): Promise<void> {
  const { steps } = readScenario(folder);
  const stage = new Stage(engine, folder);
  const memory = new Memory();
  try {
    for (const step of steps) await performAt(stage, step, memory, scenarioFile(folder));
  } finally {
    await memory.begun?.interrupt();
    await stage.clear();
  }
}

async function performAt(stage: Stage, step: Step, memory: Memory, file: string): Promise<void> {
  try {
    await perform(stage, step, memory);
  } catch (error) {
    const { kind, line, ...rest } = step;
    const what = `${kind} ${JSON.stringify(rest)}: ${(error as Error).message}`;
    throw new Error(`${file}:${line}: ${what}\n${await stage.account()}`, { cause: error });
  }
}
