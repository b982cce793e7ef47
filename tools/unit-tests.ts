/**
 * Runs the unit tests: `*.test.ts` beside the sources, but for `*.root.test.ts`, which change the kernel's state.
 * `-k WORD` takes the files whose path has the word, and of other files the tests whose name has it.
 */
import { readFileSync } from "node:fs";
import { sourceFiles } from "./source-files.ts";

/** Bounds what hangs, and nothing else: a machine may be busy. */
const timeoutMs = 30_000;

async function runTests(files: readonly string[], options: readonly string[]): Promise<number> {
  if (files.length === 0) return 0;
  const command = [
    "bun",
    "test",
    "--only-failures",
    `--timeout=${timeoutMs}`,
    ...options,
    ...files.map((file) => `./${file}`),
  ];
  return await Bun.spawn(command, { stdio: ["ignore", "inherit", "inherit"] }).exited;
}

const files = sourceFiles().filter(
  (file) =>
    /^(src|tools|tests\/support|tests\/golden|tests\/faults\/[a-z-]+|bench)\/.*\.test\.ts$/.test(file) &&
    !file.endsWith(".root.test.ts"),
);
const word = process.argv[2] === "-k" ? (process.argv[3] ?? "") : "";
const whole = files.filter((file) => file.includes(word));
const some = files.filter((file) => !whole.includes(file) && readFileSync(file, "utf8").includes(word));
const codes = [await runTests(whole, []), await runTests(some, ["-t", word, "--pass-with-no-tests"])];
process.exitCode = Math.max(...codes);
