import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { RunLine } from "../command.ts";
import { rootCommands } from "../commands/index.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { findEntry } from "../resolve.ts";
import { commandTree } from "../tree/command-tree.ts";
import { type Candidate, type Completion, directives } from "./candidates.ts";
import { completeLine, livingCandidates } from "./complete.ts";
import type { Manner } from "./kinds.ts";

interface Answering extends Manner {
  /** Words about the candidates stand behind them. */
  readonly describes: boolean;
}

/** Answers the script of a shell in the words of cobra's protocol: a candidate a line, then what the shell is to do. */
const answering =
  (answer: Answering): RunLine =>
  async (op, io, client, words) => {
    if (words.length === 0) throw new ExitError(1, "requires at least 1 arg(s), only received 0");
    const { candidates, directive } = await completion(op, io, client, { words, answer });
    for (const { word, about } of candidates)
      io.stdout.write(answer.describes && about !== "" ? `${word}\t${about}\n` : `${word}\n`);
    io.stdout.write(`:${directives[directive]}\n`);
    return 0;
  };

/** As Docker's client completes, for scripts that are made for it. */
export const completeWithText = answering({ describes: true, isFull: false });
export const completeWithoutText = answering({ describes: false, isFull: false });

/** For our own scripts. */
export const offerWithText = answering({ describes: true, isFull: true });
export const offerWithoutText = answering({ describes: false, isFull: true });

async function completion(
  op: Op,
  io: Io,
  client: Client,
  { words, answer }: { readonly words: readonly string[]; readonly answer: Answering },
): Promise<Completion> {
  const root = commandTree(io.engine.configFolder, io.env);
  const candidatesOf = livingCandidates(io, client, answer);
  const options = { candidatesOf, isFull: answer.isFull, otherCommands: () => pluginNames(io) };
  try {
    return await completeLine(op, root, words, options);
  } catch {
    // Nobody reads messages while a line is typed.
    return { candidates: [], directive: "error" };
  }
}

/** Plugins, which complete what stands behind their names themselves. */
async function pluginNames({ config, engine, env }: Io): Promise<readonly Candidate[]> {
  const { allPlugins } = await import("../plugins/discover.ts");
  const isCommand = (name: string): boolean => findEntry(rootCommands, name) !== undefined;
  const plugins = allPlugins({ config, configFolder: engine.configFolder, env }, isCommand);
  return plugins.filter(({ fault }) => fault === "").map(({ name, short }) => ({ word: name, about: short }));
}
