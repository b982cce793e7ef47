/**
 * Writes into cases what clients make of them: `bun tests/golden/record.ts [WORD]`, for the files whose path has the word.
 * The stock client is the model; cases with `own: REASON` take ours. `--own` takes ours for all, so that a diff shows where it differs.
 */
import { writeFileSync } from "node:fs";
import type { GoldenCase } from "./case.ts";
import { goldenFiles } from "./cases.ts";
import { outcomeText } from "./outcome.ts";
import { runOwn } from "./run-own.ts";
import { runStock } from "./run-stock.ts";
import { stockText } from "./stock-text.ts";

const onlyOwn = process.argv.includes("--own");
const word = process.argv.slice(2).find((argument) => !argument.startsWith("--")) ?? "";

async function recorded(golden: GoldenCase): Promise<string> {
  if (onlyOwn || golden.own !== undefined) return outcomeText(golden, await runOwn(golden));
  return stockText(golden, await runStock(golden));
}

for (const [name, { path, preface, cases }] of goldenFiles()) {
  if (!name.includes(word)) continue;
  const texts: string[] = [];
  for (const golden of cases) {
    try {
      texts.push(await recorded(golden));
    } catch (error) {
      throw new Error(`${name}: ${golden.name}: ${(error as Error).message}`, { cause: error });
    }
  }
  const before = preface.length === 0 ? "" : `${preface.join("\n").trimEnd()}\n\n`;
  writeFileSync(path, `${before}${texts.join("\n")}`);
  console.log(`${name}: ${cases.length}`);
}
process.exit(0);
