/**
 * The gate: `bun run check` runs every step, prints a line for each and the output of those that fail.
 * `bun run check NAME…` runs the named ones, `bun run check --but NAME…` the others.
 */
import { availableParallelism } from "node:os";
import { sourceFiles } from "./source-files.ts";

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Says why the step cannot run on this machine, if so. */
  readonly missing?: string | undefined;
}

interface Outcome {
  readonly step: Step;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const shimSources = sourceFiles().filter((file) => /^shim\/.*\.[ch]$/.test(file) && !/\.gen\./.test(file));
const clangFormat = Bun.which("clang-format");

const allSteps: readonly Step[] = [
  { name: "format and lint", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "promises", command: ["oxlint", "--type-aware", "--deny-warnings", "src", "tools", "tests", "bench"] },
  { name: "types", command: ["node_modules/typescript-7/bin/tsc", "-p", "."] },
  { name: "layers", command: ["bun", "run", "tools/check-layers.ts"] },
  { name: "generated", command: ["bun", "run", "tools/gen.ts", "--check"] },
  { name: "docs", command: ["bun", "run", "tools/check-docs.ts"] },
  { name: "sizes", command: ["bun", "run", "tools/check-sizes.ts"] },
  {
    name: "shim format",
    command: [clangFormat ?? "clang-format", "--dry-run", "--Werror", ...shimSources],
    missing: clangFormat === null ? "no clang-format here" : shimSources.length === 0 ? "no C sources" : undefined,
  },
  { name: "unit tests", command: ["bun", "run", "tools/unit-tests.ts"] },
];

async function run(step: Step): Promise<Outcome> {
  const begin = performance.now();
  if (step.missing !== undefined) return { step, passed: true, output: step.missing, seconds: 0 };
  const child = Bun.spawn([...step.command], { stdout: "pipe", stderr: "pipe", stdin: "ignore" });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { step, passed: code === 0, output: stdout + stderr, seconds: (performance.now() - begin) / 1000 };
}

function report({ step, passed, output, seconds }: Outcome): void {
  const remark = step.missing === undefined ? `${seconds.toFixed(1)} s` : step.missing;
  console.log(`${passed ? "ok  " : "FAIL"} ${step.name} (${remark})`);
  if (!passed) console.log(output.trimEnd().replace(/^/gm, "     "));
}

/** Runs the steps, as many at a time as there are processors. */
async function runAll(steps: readonly Step[]): Promise<boolean> {
  const waiting = [...steps];
  let passed = true;
  async function work(): Promise<void> {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const outcome = await run(step);
      report(outcome);
      passed &&= outcome.passed;
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
  return passed;
}

const words = process.argv.slice(2);
const butNamed = words[0] === "--but";
const named = butNamed ? words.slice(1) : words;
const unknown = named.filter((name) => !allSteps.some((step) => step.name === name));
if (unknown.length > 0) throw new RangeError(`no such step: ${unknown.join(", ")}`);
const steps = allSteps.filter((step) => named.length === 0 || named.includes(step.name) !== butNamed);
process.exitCode = (await runAll(steps)) ? 0 : 1;
