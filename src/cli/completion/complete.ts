import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { FlagTable } from "../flags/flag.ts";
import { isShown } from "../help/flag-lines.ts";
import type { Io } from "../io/io.ts";
import type { TreeNode } from "../tree/command-tree.ts";
import type { Candidate, Completion } from "./candidates.ts";
import { argumentKindsOf, flagKindOf, type Kind, type Manner } from "./kinds.ts";
import { type LineState, readLine } from "./read-line.ts";
import { eventFilters } from "./words.ts";

/** What a place asks for. */
export interface Place {
  readonly kind: Kind;
  readonly state: LineState;
  /** What is typed of it. */
  readonly typed: string;
}

/** Gives the candidates of a place. @throws where they cannot be had */
export type CandidatesOf = (op: Op, place: Place) => Promise<Completion>;

export interface CompletionOptions extends Manner {
  readonly candidatesOf: CandidatesOf;
  /** Commands besides those of the tree; asked for where a command is what is completed. */
  readonly otherCommands?: () => Promise<readonly Candidate[]>;
}

/**
 * What may stand in place of the last word of a command line. As Docker's client does it, the candidates of a kind come whatever
 * is typed of them, for the shell to choose from.
 * @param words behind the program's name; the last is what is typed so far
 */
export async function completeLine(
  op: Op,
  root: TreeNode,
  words: readonly string[],
  options: CompletionOptions,
): Promise<Completion> {
  const partial = words.at(-1) ?? "";
  const state = await readLine(root, words.slice(0, -1));
  const { node, pending, areFlagsOver } = state;
  const [, flag = "", value = ""] = (areFlagsOver ? null : /^--([^=]+)=(.*)$/s.exec(partial)) ?? [];
  if (pending === undefined && flag === "" && partial.startsWith("-") && !areFlagsOver)
    return { candidates: begunWith(partial, flagCandidates(state, partial)), directive: "noFiles" };
  const children = pending === undefined && flag === "" && state.args.length === 0 ? await node.children() : [];
  if (children.length > 0 && (state.command === undefined || node.path === "docker compose"))
    return {
      candidates: begunWith(partial, await commandsBelow(root, { node, children }, options)),
      directive: "noFiles",
    };
  const name = pending ?? flag;
  const kind = name === "" ? argumentKind(state, options) : flagKindOf(node.path, name, options);
  const typed = flag !== "" && pending === undefined ? value : partial;
  const found = await options.candidatesOf(op, { kind, state, typed });
  return options.isFull ? { ...found, candidates: begunWith(typed, found.candidates) } : found;
}

interface Level {
  readonly node: TreeNode;
  readonly children: readonly TreeNode[];
}

async function commandsBelow(
  root: TreeNode,
  { node, children }: Level,
  options: CompletionOptions,
): Promise<readonly Candidate[]> {
  const others = node === root ? ((await options.otherCommands?.()) ?? []) : [];
  return [...commandCandidates(children, options), ...others];
}

const begunWith = (typed: string, candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(({ word }) => word.startsWith(typed));

/** The kind of the argument that comes next. */
function argumentKind({ node, args }: LineState, manner: Manner): Kind {
  const { kinds, rest } = argumentKindsOf(node.path, manner);
  return kinds[args.length] ?? rest;
}

/** Commands that Docker does not have, hidden from scripts that mean its client. */
const own = new Set(["completion", "credential", "registry", "debug", "why", "log", "rollback"]);
/** All that Docker's client completes below `builder`. */
const ofBuilder = new Set(["build", "prune"]);
/** What help does not show, and Docker's client completes. */
const completed = new Set(["help", "bake", "config", "node", "secret", "service", "stack"]);

function commandCandidates(nodes: readonly TreeNode[], { isFull }: Manner): Candidate[] {
  const isOffered = ({ name, isHidden, path }: TreeNode): boolean => {
    if (isHidden) return !isFull && completed.has(name);
    if (!isFull && path.startsWith("docker builder ")) return ofBuilder.has(name);
    return isFull || path.startsWith("docker compose") || !own.has(name);
  };
  const offered = nodes.filter((node) => isOffered(node) || node.name === "help");
  return offered.map(({ name, short }) => ({ word: name, about: short }));
}

/** Flags that are not used up; one letter where no more than the dash is typed. */
function flagCandidates({ flags, given, node }: LineState, partial: string): Candidate[] {
  const isUsed = (name: string): boolean =>
    given.some((flag) => flag.path === node.path && flag.name === name) && !takesSeveral(flags, name);
  return Object.entries(flags)
    .filter(([name, flag]) => isShown(flag) && !isUsed(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, { short, usage }]) => {
      const about = usage.replaceAll("`", "").split("\n")[0] ?? "";
      const isShortShown = short !== undefined && partial === "-";
      return [{ word: `--${name}`, about }, ...(isShortShown ? [{ word: `-${short}`, about }] : [])];
    });
}

const severalTypes = new Set("list map mount network opt port ulimit volume strings stringArray filter".split(" "));

const takesSeveral = (flags: FlagTable, name: string): boolean => severalTypes.has(flags[name]?.type ?? "");

/** The candidates as this machine and its engine have them. */
export function livingCandidates(io: Io, client: Client, { isFull }: Manner): CandidatesOf {
  return async (op, { kind, state, typed }) => {
    if (typeof kind === "object")
      return { ...ofWords(kind.words), directive: kind.goesOn === true ? "noSpace" : "noFiles" };
    switch (kind) {
      case "file":
      case "unknown":
        return { candidates: [], directive: "default" };
      case "folder":
        return { candidates: [], directive: "onlyFolders" };
      case "free":
        return ofWords([]);
      case "variable":
        return ofWords(Object.keys(io.env));
      case "event filter":
        return { ...ofWords(eventFilters(typed)), directive: typed.includes("=") ? "noFiles" : "noSpace" };
    }
    const { namesOf } = await import("./names.ts");
    const isFile = kind === "container or file";
    const found = await namesOf(op, io, client, { kind, state }).catch((error: unknown) => {
      if (isFile) return [];
      throw error;
    });
    const candidates = isFull ? found.filter(({ word }) => !state.args.includes(word)) : found;
    return { candidates, directive: isFile ? "default" : kind === "linked container" ? "noSpace" : "noFiles" };
  };
}

const ofWords = (words: readonly string[]): Completion => ({
  candidates: words.map((word) => ({ word, about: "" })),
  directive: "noFiles",
});
