import { trimGoSpace } from "#base/go-space.ts";
import { withSuggestion } from "#base/suggest.ts";
import { DockerfileError, locating } from "../dockerfile-error.ts";
import type { LintReport } from "../lint/linter.ts";
import { lintRules } from "../lint/rules.ts";
import type { DockerfileNode } from "../parser/node.ts";
import { readCommandLine, readRun, readShell } from "./commands.ts";
import { readAdd, readCopy } from "./copy.ts";
import { readArg, readPairs } from "./definitions.ts";
import { atLeastOneArgument, exactlyOneArgument } from "./errors.ts";
import { readFlags } from "./flags.ts";
import { readFrom } from "./from.ts";
import { readHealthcheck } from "./healthcheck.ts";
import type { Instruction, Written } from "./instruction.ts";
import { readOnbuild } from "./onbuild.ts";

type Reader = (node: DockerfileNode, written: Written, report: LintReport) => Instruction;

const readers = {
  ADD: readAdd,
  ARG: readArg,
  CMD: (node, written) => ({ ...written, kind: "cmd", command: readCommandLine(node) }),
  COPY: readCopy,
  ENTRYPOINT: (node, written) => ({ ...written, kind: "entrypoint", command: readCommandLine(node) }),
  ENV: (node, written) => ({ ...written, kind: "env", pairs: readPairs(node, "ENV") }),
  EXPOSE: (node, written) => ({ ...written, kind: "expose", ports: readList(node, "EXPOSE").toSorted() }),
  FROM: readFrom,
  HEALTHCHECK: (node, written) => ({ ...written, kind: "healthcheck", healthcheck: readHealthcheck(node) }),
  LABEL: (node, written) => ({ ...written, kind: "label", pairs: readPairs(node, "LABEL") }),
  MAINTAINER: (node, written, report) => {
    const message = "Maintainer instruction is deprecated in favor of using label";
    report({ rule: lintRules.maintainerDeprecated, message, range: node.range });
    return { ...written, kind: "maintainer", text: readText(node, "MAINTAINER") };
  },
  ONBUILD: (node, written) => ({ ...written, kind: "onbuild", expression: readOnbuild(node) }),
  RUN: readRun,
  SHELL: (node, written) => ({ ...written, kind: "shell", shell: readShell(node) }),
  // BuildKit does not look at its flags.
  STOPSIGNAL: (node, written) => ({ ...written, kind: "stopsignal", text: onlyArgument(node, "STOPSIGNAL") }),
  USER: (node, written) => ({ ...written, kind: "user", text: readText(node, "USER") }),
  VOLUME: (node, written) => ({ ...written, kind: "volume", paths: readList(node, "VOLUME").map(volumePath) }),
  WORKDIR: (node, written) => ({ ...written, kind: "workdir", text: readText(node, "WORKDIR") }),
} as const satisfies Readonly<Record<string, Reader>>;

export const instructionNames: readonly string[] = Object.keys(readers);

const silent: LintReport = () => undefined;

/**
 * What a node of a Dockerfile says, with its flags and arguments checked. Whether its values are right is seen where its
 * variables are known.
 * @throws DockerfileError in BuildKit's words, at the node
 */
export function parseInstruction(node: DockerfileNode, report: LintReport = silent): Instruction {
  const { word, original, comments, range } = node;
  const written = { word, code: trimGoSpace(original), comments, range };
  return locating(range, () => readerOf(word)(node, written, report));
}

function readerOf(word: string): Reader {
  const name = word.toUpperCase();
  if (Object.hasOwn(readers, name)) return readers[name as keyof typeof readers];
  const options = { options: instructionNames, caseSensitive: false };
  throw new DockerfileError(withSuggestion(`unknown instruction: ${word}`, word, options));
}

function readList(node: DockerfileNode, instruction: string): readonly string[] {
  if (node.args.length === 0) throw atLeastOneArgument(instruction);
  readFlags(node.flags, {});
  return node.args;
}

function readText(node: DockerfileNode, instruction: string): string {
  const text = onlyArgument(node, instruction);
  readFlags(node.flags, {});
  return text;
}

function onlyArgument({ args }: DockerfileNode, instruction: string): string {
  const [text] = args;
  if (text === undefined || args.length > 1) throw exactlyOneArgument(instruction);
  return text;
}

function volumePath(text: string): string {
  const path = trimGoSpace(text);
  if (path === "") throw new DockerfileError("VOLUME specified can not be an empty string");
  return path;
}
