import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { RunLine } from "../command.ts";
import type { Io } from "../io/io.ts";
import { commandTree } from "../tree/command-tree.ts";
import { type Completion, directives } from "./candidates.ts";
import { completeLine, livingCandidates } from "./complete.ts";

/** Answers the script of a shell in the words of cobra's protocol: a candidate a line, then what the shell is to do. */
const answering =
  ({ describes }: { readonly describes: boolean }): RunLine =>
  async (op, io, client, words) => {
    const { candidates, directive } = await completion(op, io, client, words);
    for (const { word, about } of candidates)
      io.stdout.write(describes && about !== "" ? `${word}\t${about}\n` : `${word}\n`);
    io.stdout.write(`:${directives[directive]}\n`);
    return 0;
  };

export const completeWithText = answering({ describes: true });

export const completeWithoutText = answering({ describes: false });

async function completion(op: Op, io: Io, client: Client, words: readonly string[]): Promise<Completion> {
  const root = commandTree(io.engine.configFolder, io.env);
  try {
    return await completeLine(op, root, words, livingCandidates(io, client));
  } catch {
    // Nobody reads messages while a line is typed.
    return { candidates: [], directive: "error" };
  }
}
