import { dirname, resolve } from "node:path";
import type { Op } from "#base/op.ts";
import { hostFiles } from "#compose/file/file-access.ts";
import { loadStack, readStackFile } from "#compose/stack/load.ts";
import type { Stack } from "#compose/stack/stack.ts";
import type { TreeMap } from "#compose/tree/value.ts";
import { printWarning } from "../format/log-line.ts";
import type { Io } from "../io/io.ts";
import { readFileOrInput } from "../io/read-input.ts";
import { variablesOf } from "../io/variables.ts";

/** The files of a stack as trees, in the order in which they are named. */
export interface StackFiles {
  /** The folder of the first; of standard input the current one. */
  readonly workingDir: string;
  readonly trees: readonly TreeMap[];
}

/** @param paths `-` for standard input @throws Error in Docker's words */
export async function readStackFiles(op: Op, io: Io, paths: readonly string[]): Promise<StackFiles> {
  const [first] = paths;
  if (first === undefined) throw new Error("Specify a Compose file (with --compose-file)");
  const trees: TreeMap[] = [];
  for (const path of paths) trees.push(readStackFile((await readFileOrInput(op, io, path)).toString("utf8")));
  const isInput = first === "-" && paths.length === 1;
  return { workingDir: isInput ? process.cwd() : dirname(resolve(first)), trees };
}

/** What the files say together; warnings go to standard error. @throws ComposeError */
export function stackOf(io: Io, { workingDir, trees }: StackFiles, interpolates = true): Stack {
  const begin = io.now();
  return loadStack(trees, {
    workingDir,
    interpolates,
    environment: variablesOf(io.env),
    access: hostFiles,
    warn: (message) => printWarning(io.stderr, message, { isJson: false, now: io.now(), begin }),
  });
}
