import type { SourceRange } from "../source-range.ts";

/** A document within an instruction: `RUN <<EOF`. */
export interface Heredoc {
  /** What ends it; of files from it also their name. */
  readonly name: string;
  /** `3` of `3<<EOF`; 0 where none is written. */
  readonly fileDescriptor: number;
  /** Whether variables in it are expanded: no part of its name was quoted. */
  readonly expand: boolean;
  /** `<<-`: tabs at the beginning of lines do not count. The content has them still: `chompHeredoc`. */
  readonly chomp: boolean;
  /** Lines with their ends, byte for byte. */
  readonly content: string;
}

/** A pair of `ENV` or `LABEL`, with its quotes and variables. */
export interface KeyValue {
  readonly key: string;
  readonly value: string;
  /** Written the old way, `ENV key value`. */
  readonly isLegacy: boolean;
}

/** One instruction as it stands in a Dockerfile, of which only the outer form is known. */
export interface DockerfileNode {
  /** The word of the instruction as written. */
  readonly word: string;
  /** The line, with continued lines joined to it and comments among them left out. */
  readonly original: string;
  /** `--name=value` and `--name`, without quotes. */
  readonly flags: readonly string[];
  /** What follows, in words or as a whole as the instruction has it. Of `ONBUILD`: the word of the trigger, and its own. */
  readonly args: readonly string[];
  /** Of `ENV` and `LABEL`, which have no `args`. */
  readonly pairs: readonly KeyValue[];
  /** Whether the arguments were an array in JSON. */
  readonly isJson: boolean;
  readonly heredocs: readonly Heredoc[];
  /** The comments before it, without `#`. An empty comment parts those before it from the instruction. */
  readonly comments: readonly string[];
  readonly range: SourceRange;
}

/** What follows the word of an instruction, as its kind reads it. */
export type NodeArguments = Partial<Pick<DockerfileNode, "args" | "pairs" | "isJson">> & {
  /** Of `ONBUILD`: whether the trigger may have heredocs. */
  readonly mayHaveHeredocs?: boolean;
};
