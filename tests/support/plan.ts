import { readFileSync } from "node:fs";
import { sourceFiles } from "../../tools/source-files.ts";
import { kindUnderTest } from "./engine-kind.ts";
import type { Task } from "./task.ts";

/** Tasks that run beside each other, before the next group's. */
export interface Group {
  readonly tasks: readonly Task[];
  /** One at a time. */
  readonly serial?: boolean;
  /** Without it the rest makes no sense. */
  readonly required?: boolean;
}

export interface Choice {
  readonly full: boolean;
  /** Takes the files whose path has it, and of other files the tests whose name has it. */
  readonly word: string | undefined;
}

/** What a test run does, in its order. Against the reference engine only the conformance tests make sense. */
export function planOf(choice: Choice): Group[] {
  const files = sourceFiles().filter((file) => file.endsWith(".test.ts"));
  const below = (folder: string): string[] => files.filter((file) => file.startsWith(folder));
  const conformance = { tasks: below("tests/conformance/").flatMap((file) => testTask(file, choice)) };
  if (kindUnderTest() === "dockerd") return [conformance];
  const rootFiles = files.filter((file) => file.endsWith(".root.test.ts") && !file.startsWith("tests/conformance/"));
  const faults = below("tests/faults/")
    .filter((file) => file.split("/").length === 3)
    .flatMap((file) => testTask(file, choice));
  const hostile = ["tests/fuzz/", "tests/hostile/"].flatMap(below).flatMap((file) => testTask(file, choice));
  const root = rootFiles.flatMap((file) => testTask(file, choice));
  const built = { tasks: below("tests/build/").flatMap((file) => testTask(file, choice)), serial: true };
  return [
    build,
    ...gate(choice),
    { tasks: [...root, ...hostile] },
    conformance,
    built,
    { tasks: faults, serial: true },
  ];
}

const build: Group = {
  tasks: [{ name: "build", command: ["bun", "run", "tools/build.ts"], counted: "exit code", timeoutMs: 120_000 }],
  required: true,
};

function gate({ word }: Choice): Group[] {
  const unit = ["bun", "run", "tools/unit-tests.ts", ...(word === undefined ? [] : ["-k", word])];
  const units: Task = { name: "unit tests", command: unit, counted: "bun", timeoutMs: 180_000 };
  const check = ["bun", "run", "tools/check.ts", "--but", "unit tests"];
  const checks: Task = { name: "check", command: check, counted: "lines", timeoutMs: 180_000 };
  return [{ tasks: word === undefined ? [checks, units] : [units] }];
}

/** The task of a test file, if the choice takes any of its tests. */
function testTask(file: string, { full, word }: Choice): Task[] {
  const whole = word === undefined || file.includes(word);
  if (!whole && !readFileSync(file, "utf8").includes(word)) return [];
  const isLong = /^tests\/(?:(?:build|faults|fuzz|hostile)\/|conformance\/(?:compose\/scenarios|system\/clients))/.test(
    file,
  );
  const minutes = isLong ? (full ? 120 : 8) : 4;
  const test = ["bun", "test", "--only-failures", `--timeout=${isLong ? minutes * 60_000 : 60_000}`, `./${file}`];
  const command = whole ? test : [...test, "-t", word, "--pass-with-no-tests"];
  return [
    {
      name: file,
      command: file.endsWith(".root.test.ts") ? inNamespaces(command) : command,
      counted: "bun",
      timeoutMs: minutes * 60_000,
      env: { FAULTS: full ? "full" : "short" },
    },
  ];
}

/** A network and mount namespace of its own for tests that change the kernel's state. */
function inNamespaces(command: readonly string[]): string[] {
  const enter = ["unshare", "--net", "--mount", "--propagation", "slave", "--"];
  return [...enter, "sh", "-c", 'ip link set lo up && exec "$@"', "sh", ...command];
}
