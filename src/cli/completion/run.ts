import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { RunLine } from "../command.ts";
import type { Io } from "../io/io.ts";
import { commandTree, type TreeNode } from "../tree/command-tree.ts";
import { type Completion, directives } from "./candidates.ts";
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
  const root = await withPlugins(io, commandTree(io.engine.configFolder, io.env));
  const candidatesOf = livingCandidates(io, client, answer);
  try {
    return await completeLine(op, root, words, { candidatesOf, isFull: answer.isFull });
  } catch {
    // Nobody reads messages while a line is typed.
    return { candidates: [], directive: "error" };
  }
}

/** Plugins complete what stands behind their names themselves. */
async function withPlugins(io: Io, root: TreeNode): Promise<TreeNode> {
  const { allPlugins } = await import("../plugins/discover.ts");
  const own = await root.children();
  const surroundings = { config: io.config, configFolder: io.engine.configFolder, env: io.env };
  const isCommand = (name: string): boolean => own.some((node) => node.name === name || node.aliases.includes(name));
  const plugins = allPlugins(surroundings, isCommand).filter(({ fault }) => fault === "");
  const nodes = plugins.map(
    ({ name, short }): TreeNode => ({
      path: `docker ${name}`,
      name,
      aliases: [],
      short,
      isHidden: false,
      flags: {},
      children: async () => [],
      command: async () => undefined,
    }),
  );
  return { ...root, children: async () => [...own, ...nodes] };
}
