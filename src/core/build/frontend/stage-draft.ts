import type { Command } from "#formats/dockerfile/instructions/instruction.ts";
import type { Stage } from "#formats/dockerfile/instructions/parse-stages.ts";
import type { StageChecks } from "#formats/dockerfile/lint/stage-checks.ts";
import type { SourceRange } from "#formats/dockerfile/source-range.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import { type Input, scratch } from "../graph.ts";
import { emptyDraft, type ImageDraft } from "./image-draft.ts";
import type { NamedContext } from "./named-contexts.ts";

/** A command of a stage, with the stages that its flags name. */
export interface StageCommand {
  readonly command: Command;
  /** Of `COPY --from`, or of each `--mount` of a RUN in order; undefined where it reads no stage. */
  readonly sources: readonly (StageDraft | undefined)[];
  /** From the image that the stage starts from. */
  readonly isOnBuild: boolean;
}

/** An argument that the stage has declared so far. */
export interface DeclaredArgument {
  readonly key: string;
  readonly value: string | undefined;
}

/** A stage before its first command. */
export interface StageStart {
  readonly tree: Input;
  /** How many entries its history has by then. */
  readonly historyLength: number;
}

export interface StageFacts {
  /** As declared: empty where it has no name. */
  readonly name: string;
  /** What it starts from, with variables put in. */
  readonly baseName: string;
  readonly range: SourceRange;
  readonly commands: readonly Command[];
  readonly description: string;
  readonly comments: readonly string[];
  readonly code: string;
}

/**
 * A stage while the frontend reads it: what its commands have made so far. An image that only a flag names (`COPY --from=alpine`) is
 * a stage without commands.
 */
export class StageDraft {
  readonly facts: StageFacts;
  /** As progress calls it. */
  label: string;
  readonly isDeclared: boolean;
  base: StageDraft | undefined;
  context: NamedContext | undefined;
  hasContext = false;
  /** With its digest, once it is known. */
  baseReference: string;
  platform: Platform | undefined;
  commands: readonly StageCommand[] = [];
  readonly dependencies = new Map<StageDraft, SourceRange>();
  isResolved = false;
  isDone = false;
  onBuildTaken = false;
  ignoreCache = false;

  tree: Input = scratch;
  image: ImageDraft;
  /** Before anything was changed in it. */
  baseConfig: ImageConfig | undefined;
  /** What its own commands lie on; undefined where it has none of its own. */
  start: StageStart | undefined;
  readonly environment = new Map<string, string>();
  workingDir = "/";
  user = "";
  readonly args: DeclaredArgument[] = [];
  /** What others read of it, for a context that a client sends. */
  readonly readPaths: Set<string>;
  /** What it reads of the build context. */
  readonly contextPaths = new Set<string>();
  stepTotal = 0;
  stepIndex = 0;
  /** A CMD of its own: one of the base image does not outlive an ENTRYPOINT. */
  hasCmd = false;
  /** Of the linter. */
  checks: StageChecks | undefined;

  constructor(facts: StageFacts, options: { readonly isDeclared: boolean; readonly label: string }) {
    this.facts = facts;
    this.label = options.label;
    this.isDeclared = options.isDeclared;
    this.baseReference = facts.baseName;
    this.readPaths = new Set();
    this.image = emptyDraft({ os: "", architecture: "" });
  }

  /** Takes over what the stage that it starts from has become. */
  inherit(base: StageDraft): void {
    this.tree = base.tree;
    this.platform = base.platform;
    this.image = { ...base.image, config: { ...base.image.config, OnBuild: null } };
    this.baseConfig = base.baseConfig;
    this.args.push(...base.args);
  }
}

export function factsOf({ from, commands }: Stage, baseName: string): StageFacts {
  const { name, range, description, comments, code } = from;
  return { name, baseName, range, commands, description, comments, code };
}
