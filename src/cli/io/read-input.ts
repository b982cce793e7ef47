import { readFileSync } from "node:fs";
import type { Op } from "#base/op.ts";
import { openError } from "../container-spec/key-values.ts";
import type { Input, Io } from "./io.ts";

/** All of standard input. */
export async function readInput(op: Op, stdin: Input): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stdin.read(op.signal)));
}

/** What a file holds, or with `-` standard input. @throws Error as Go words it: `open x: no such file or directory` */
export async function readFileOrInput(op: Op, { stdin }: Io, path: string): Promise<Buffer> {
  if (path === "-") return await readInput(op, stdin);
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(openError(path, error));
  }
}
