import type { RunHealthcheck } from "#formats/oci/image.ts";
import type { KeyValue } from "../parser/node.ts";
import type { SourceRange } from "../source-range.ts";
import type { Device } from "./device.ts";
import type { MountText } from "./mount.ts";

/** What all instructions have. */
export interface Written {
  /** The word of the instruction as written. */
  readonly word: string;
  /** The line as written, with continued ones joined, without what is around it. Heredocs are not in it. */
  readonly code: string;
  readonly comments: readonly string[];
  readonly range: SourceRange;
}

/** A command as `RUN`, `CMD` and `ENTRYPOINT` have it. */
export interface CommandLine {
  /** The list in JSON as it is; of text for a shell one item, or none where there is no text. */
  readonly words: readonly string[];
  /** Whether it is text for a shell. */
  readonly usesShell: boolean;
}

/** A file whose content stands in the Dockerfile. */
export interface InlineFile {
  readonly name: string;
  readonly content: string;
}

/** A heredoc of `RUN`; its content still has the tabs that `chomp` takes away (`chompHeredoc`). */
export interface RunFile extends InlineFile {
  readonly chomp: boolean;
}

/** A file to copy; tabs that do not count are away. */
export interface SourceFile extends InlineFile {
  /** Whether variables in the content are expanded. */
  readonly expand: boolean;
}

/** What `ADD` and `COPY` copy where. */
export interface Sources {
  readonly paths: readonly string[];
  readonly files: readonly SourceFile[];
  readonly destination: string;
}

/** An argument that `ARG` declares. */
export interface ArgumentDefinition {
  readonly key: string;
  /** Undefined where it has no default. */
  readonly value?: string;
  /** The comment `# KEY description` before the instruction. */
  readonly description: string;
}

export interface FromInstruction extends Written {
  readonly kind: "from";
  readonly base: string;
  /** In small letters; empty where the stage has none. */
  readonly name: string;
  /** Empty where not given. */
  readonly platform: string;
  /** The comment `# NAME description` before the instruction. */
  readonly description: string;
}

export interface ArgInstruction extends Written {
  readonly kind: "arg";
  readonly definitions: readonly ArgumentDefinition[];
}

export interface EnvInstruction extends Written {
  readonly kind: "env";
  readonly pairs: readonly KeyValue[];
}

export interface LabelInstruction extends Written {
  readonly kind: "label";
  readonly pairs: readonly KeyValue[];
}

export interface AddInstruction extends Written, Sources {
  readonly kind: "add";
  readonly chown: string;
  readonly chmod: string;
  readonly link: boolean;
  readonly exclude: readonly string[];
  readonly checksum: string;
  /** Undefined where not given: the source then decides. */
  readonly keepGitDir?: boolean;
  /** Undefined where not given: local archives are unpacked, fetched ones are not. */
  readonly unpack?: boolean;
}

export interface CopyInstruction extends Written, Sources {
  readonly kind: "copy";
  /** A stage, its number, an image or a named context; empty for the build context. */
  readonly from: string;
  readonly chown: string;
  readonly chmod: string;
  readonly link: boolean;
  readonly exclude: readonly string[];
  readonly parents: boolean;
}

export type RunNetwork = "default" | "none" | "host";

export type RunSecurity = "sandbox" | "insecure";

export interface RunInstruction extends Written {
  readonly kind: "run";
  readonly command: CommandLine;
  readonly files: readonly RunFile[];
  /** Read whole by `parseMount`, which wants variables. */
  readonly mounts: readonly MountText[];
  readonly devices: readonly Device[];
  readonly network: RunNetwork;
  readonly security: RunSecurity;
  /** Names of the flags that were given, in order. */
  readonly flagsUsed: readonly string[];
}

export interface CmdInstruction extends Written {
  readonly kind: "cmd";
  readonly command: CommandLine;
}

export interface EntrypointInstruction extends Written {
  readonly kind: "entrypoint";
  readonly command: CommandLine;
}

export interface HealthcheckInstruction extends Written {
  readonly kind: "healthcheck";
  /** As images have it, with nanoseconds. */
  readonly healthcheck: RunHealthcheck;
}

export interface ExposeInstruction extends Written {
  readonly kind: "expose";
  /** In order of their texts, with variables in them: `parseExposedPorts` reads what they become. */
  readonly ports: readonly string[];
}

export interface VolumeInstruction extends Written {
  readonly kind: "volume";
  readonly paths: readonly string[];
}

export interface ShellInstruction extends Written {
  readonly kind: "shell";
  readonly shell: readonly string[];
}

export interface OnbuildInstruction extends Written {
  readonly kind: "onbuild";
  /** The instruction to run later, with its heredocs. */
  readonly expression: string;
}

/** Instructions of one text. */
export interface TextInstruction extends Written {
  readonly kind: "user" | "workdir" | "stopsignal" | "maintainer";
  readonly text: string;
}

/** What stands in a stage. */
export type Command =
  | AddInstruction
  | ArgInstruction
  | CmdInstruction
  | CopyInstruction
  | EntrypointInstruction
  | EnvInstruction
  | ExposeInstruction
  | HealthcheckInstruction
  | LabelInstruction
  | OnbuildInstruction
  | RunInstruction
  | ShellInstruction
  | TextInstruction
  | VolumeInstruction;

export type Instruction = Command | FromInstruction;
