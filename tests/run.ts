/** Runs the tests of the project: see ./test. */
import { availableParallelism } from "node:os";
import { HostState } from "./support/host-state.ts";
import { planOf } from "./support/plan.ts";
import { runTask, type TaskOutcome } from "./support/task.ts";

interface Arguments {
  readonly full: boolean;
  readonly word: string | undefined;
}

function parseArguments(words: readonly string[]): Arguments {
  const at = words.indexOf("-k");
  const unknown = words.filter((word, i) => word !== "--full" && word !== "-k" && (at < 0 || i !== at + 1));
  if (unknown.length > 0) throw new RangeError(`usage: ./test [--full] [-k WORD]; unknown: ${unknown.join(" ")}`);
  return { full: words.includes("--full"), word: at < 0 ? undefined : words[at + 1] };
}

function report({ task, passed, failed, output, seconds }: TaskOutcome): void {
  const counts = failed > 0 ? `${passed} passed, ${failed} FAILED` : `${passed} passed`;
  console.log(`${failed > 0 ? "FAIL" : "ok  "} ${task.name}: ${counts} (${seconds.toFixed(1)} s)`);
  const lines = output.split("\n").filter((line) => failed > 0 || line.startsWith("note: "));
  for (const line of lines) console.log(`     ${line}`);
}

async function runAll({ full, word }: Arguments): Promise<{ passed: number; failed: number }> {
  const totals = { passed: 0, failed: 0 };
  for (const group of planOf({ full, word })) {
    const waiting = [...group.tasks];
    const work = async (): Promise<void> => {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        const outcome = await runTask(task);
        report(outcome);
        totals.passed += outcome.passed;
        totals.failed += outcome.failed;
      }
    };
    await Promise.all(Array.from({ length: group.serial ? 1 : Math.min(availableParallelism(), 4) }, work));
    if (group.required && totals.failed > 0) break;
  }
  return totals;
}

const begin = performance.now();
const host = await HostState.capture();
const totals = await runAll(parseArguments(process.argv.slice(2)));
const left = await host.leftOver();
if (left.length > 0) totals.failed += 1;
else totals.passed += 1;
console.log(left.length > 0 ? `FAIL nothing left over:\n${left.join("\n")}` : "ok   nothing left over");
console.log(`${((performance.now() - begin) / 1000).toFixed(0)} s`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
