import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { FlagTable } from "../flags/flag.ts";
import type { Io } from "../io/io.ts";
import type { TreeNode } from "../tree/command-tree.ts";
import type { Candidate, Completion } from "./candidates.ts";
import { argumentKindsOf, flagKindOf, type Kind } from "./kinds.ts";
import { type LineState, readLine } from "./read-line.ts";

/** Gives the candidates of a kind. @throws where they cannot be had */
export type CandidatesOf = (op: Op, kind: Kind, state: LineState) => Promise<Completion>;

/**
 * What may stand in place of the last word of a command line.
 * @param words behind the program's name; the last is what is typed so far
 */
export async function completeLine(
  op: Op,
  root: TreeNode,
  words: readonly string[],
  candidatesOf: CandidatesOf,
): Promise<Completion> {
  const partial = words.at(-1) ?? "";
  const state = await readLine(root, words.slice(0, -1));
  const begun = /^--([^=]+)=(.*)$/s.exec(partial);
  const { completion, typed } = await placeOf(op, { state, partial, begun, candidatesOf });
  const { candidates, directive } = completion;
  return { candidates: candidates.filter(({ word }) => word.startsWith(typed)), directive };
}

interface Place {
  readonly state: LineState;
  readonly partial: string;
  /** A flag with the begin of its value in one word. */
  readonly begun: RegExpExecArray | null;
  readonly candidatesOf: CandidatesOf;
}

async function placeOf(
  op: Op,
  { state, partial, begun, candidatesOf }: Place,
): Promise<{ readonly completion: Completion; readonly typed: string }> {
  const { node, pending, areFlagsOver } = state;
  const ofFlag = (name: string): Promise<Completion> => candidatesOf(op, flagKindOf(node.path, name), state);
  if (pending !== undefined) return { completion: await ofFlag(pending), typed: partial };
  if (begun !== null && !areFlagsOver) return { completion: await ofFlag(begun[1] ?? ""), typed: begun[2] ?? "" };
  if (partial.startsWith("-") && !areFlagsOver)
    return { completion: { candidates: flagCandidates(state, partial), directive: "noFiles" }, typed: partial };
  const children = state.args.length === 0 ? await node.children() : [];
  if (children.length > 0 && (state.command === undefined || node.path === "docker compose"))
    return { completion: { candidates: commandCandidates(children), directive: "noFiles" }, typed: partial };
  return { completion: await candidatesOf(op, argumentKind(state), state), typed: partial };
}

/** The kind of the argument that comes next. */
function argumentKind({ node, args }: LineState): Kind {
  const { kinds, repeats } = argumentKindsOf(node.path);
  return kinds[args.length] ?? (repeats ? (kinds.at(-1) ?? "free") : "free");
}

const commandCandidates = (nodes: readonly TreeNode[]): Candidate[] =>
  nodes
    .filter(({ isHidden, name }) => !isHidden || name === "help")
    .map(({ name, short }) => ({ word: name, about: short }));

/** Flags that are not used up; one letter where no more than the dash is typed. */
function flagCandidates({ flags, given, node }: LineState, partial: string): Candidate[] {
  const isUsed = (name: string): boolean =>
    given.some((flag) => flag.path === node.path && flag.name === name) && !takesSeveral(flags, name);
  return Object.entries(flags)
    .filter(([name, flag]) => flag.hidden !== true && flag.deprecated === undefined && !isUsed(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, { short, usage }]) => {
      const about = usage.replaceAll("`", "").split("\n")[0] ?? "";
      const isShortShown = short !== undefined && partial === "-";
      return [{ word: `--${name}`, about }, ...(isShortShown ? [{ word: `-${short}`, about }] : [])];
    });
}

const severalTypes = new Set([
  "list",
  "map",
  "mount",
  "network",
  "opt",
  "port",
  "ulimit",
  "volume",
  "strings",
  "stringArray",
  "filter",
]);

const takesSeveral = (flags: FlagTable, name: string): boolean => severalTypes.has(flags[name]?.type ?? "");

/** The candidates as this machine and its engine have them. */
export function livingCandidates(io: Io, client: Client): CandidatesOf {
  return async (op, kind, state) => {
    if (typeof kind === "object") return words(kind.words.map((word) => ({ word, about: "" })));
    if (kind === "file") return { candidates: [], directive: "default" };
    if (kind === "folder") return { candidates: [], directive: "onlyFolders" };
    if (kind === "free") return words([]);
    const { namesOf } = await import("./names.ts");
    const isFile = kind === "container or file";
    const found = await namesOf(op, io, client, { kind, state }).catch((error: unknown) => {
      if (isFile) return [];
      throw error;
    });
    const candidates = found.filter(({ word }) => !state.args.includes(word));
    return { candidates, directive: isFile ? "default" : "noFiles" };
  };
}

const words = (candidates: readonly Candidate[]): Completion => ({ candidates, directive: "noFiles" });
