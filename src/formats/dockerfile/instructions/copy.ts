import { DockerfileError } from "../dockerfile-error.ts";
import { chompHeredoc, heredocOrNone } from "../parser/heredocs.ts";
import type { DockerfileNode, Heredoc } from "../parser/node.ts";
import { noDestination } from "./errors.ts";
import { readFlags } from "./flags.ts";
import type { AddInstruction, CopyInstruction, SourceFile, Sources, Written } from "./instruction.ts";

const common = { chown: "text", chmod: "text", link: "boolean", exclude: "list" } as const;
const ofAdd = { ...common, "keep-git-dir": "boolean", checksum: "text", unpack: "boolean" } as const;
const ofCopy = { ...common, from: "text", parents: "boolean" } as const;

export function readAdd(node: DockerfileNode, written: Written): AddInstruction {
  if (node.args.length < 2) throw noDestination("ADD");
  const flags = readFlags(node.flags, ofAdd);
  const [keepGitDir, unpack] = [flags.boolean("keep-git-dir"), flags.boolean("unpack")];
  return {
    ...written,
    kind: "add",
    ...sourcesOf(node, "ADD"),
    chown: flags.text("chown"),
    chmod: flags.text("chmod"),
    link: flags.boolean("link") ?? false,
    exclude: flags.list("exclude"),
    checksum: flags.text("checksum"),
    ...(keepGitDir !== undefined && { keepGitDir }),
    ...(unpack !== undefined && { unpack }),
  };
}

export function readCopy(node: DockerfileNode, written: Written): CopyInstruction {
  if (node.args.length < 2) throw noDestination("COPY");
  const flags = readFlags(node.flags, ofCopy);
  return {
    ...written,
    kind: "copy",
    ...sourcesOf(node, "COPY"),
    from: flags.text("from"),
    chown: flags.text("chown"),
    chmod: flags.text("chmod"),
    link: flags.boolean("link") ?? false,
    exclude: flags.list("exclude"),
    parents: flags.boolean("parents") ?? false,
  };
}

function sourcesOf({ args, heredocs }: DockerfileNode, instruction: string): Sources {
  const destination = args.at(-1) ?? "";
  if (heredocOrNone(destination) !== undefined)
    throw new DockerfileError(`${instruction} cannot accept a heredoc as a destination`);
  const paths: string[] = [];
  const files: SourceFile[] = [];
  for (const source of args.slice(0, -1)) {
    const heredoc = heredocOrNone(source);
    if (heredoc === undefined) paths.push(source);
    else files.push(fileOf(heredoc, heredocs));
  }
  return { paths, files, destination };
}

/** What `<<NAME` among the sources stands for; of several of that name it is the last. */
function fileOf({ name, chomp, expand }: Heredoc, heredocs: readonly Heredoc[]): SourceFile {
  const content = heredocs.findLast((heredoc) => heredoc.name === name)?.content ?? "";
  return { name, content: chomp ? chompHeredoc(content) : content, expand };
}
