import type { Op } from "#base/op.ts";
import { withSuggestion } from "#base/suggest.ts";
import { DockerfileError, locating } from "#formats/dockerfile/dockerfile-error.ts";
import { parseStages } from "#formats/dockerfile/instructions/parse-stages.ts";
import type { Linter } from "#formats/dockerfile/lint/linter.ts";
import { StageChecks } from "#formats/dockerfile/lint/stage-checks.ts";
import { parseDockerfile } from "#formats/dockerfile/parser/parse.ts";
import { defaultPath } from "#formats/oci/default-path.ts";
import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import type { FrontendPorts, PlannedStep } from "../frontend.ts";
import type { SourceText, Vertex } from "../graph.ts";
import type { FrontendRequest } from "../request.ts";
import type { BuildFiles } from "./build-context.ts";
import { applyCommand } from "./commands/apply-command.ts";
import { setWorkingDir } from "./commands/apply-workdir.ts";
import { declareStages, linkStages } from "./declare-stages.ts";
import { globalArguments } from "./global-arguments.ts";
import { buildkitWords, classicWords } from "./history.ts";
import { parseVariable, withConfig } from "./image-draft.ts";
import { checkDockerfile } from "./lint-stages.ts";
import { Outline } from "./outline.ts";
import { automaticArguments, type BuildPlatforms } from "./platform-arguments.ts";
import type { Reading } from "./reading.ts";
import { resolveBases } from "./resolve-bases.ts";
import { localVertex } from "./source-names.ts";
import type { StageDraft } from "./stage-draft.ts";
import { StageSet } from "./stage-set.ts";

export interface DockerfileRoom {
  readonly request: FrontendRequest;
  readonly ports: FrontendPorts;
  readonly files: BuildFiles;
  readonly platforms: BuildPlatforms;
  readonly showsPlatform: boolean;
  readonly linter: Linter;
  /** Read all stages, not only those that the target needs: for the linter. */
  readonly allStages: boolean;
  readonly created: string | undefined;
}

/** A Dockerfile that was read for one platform. */
export interface ReadDockerfile {
  readonly target: StageDraft;
  readonly reading: Reading;
  readonly stages: StageSet;
  /** Of the classic dialect, in order. */
  readonly steps: readonly PlannedStep[];
}

/** Reads a Dockerfile for one platform, up to the graph of its target. @throws DockerfileError */
export async function readDockerfile(op: Op, room: DockerfileRoom): Promise<ReadDockerfile> {
  const { request, files, platforms, linter, ports } = room;
  const { text } = files.dockerfile;
  if (text === "") throw new DockerfileError(emptyText(request, files.dockerfile));
  const parsed = parseDockerfile(text);
  const { stages, metaArgs } = parseStages(parsed.nodes, linter.report);
  const last = stages.at(-1);
  if (last === undefined) throw new DockerfileError("dockerfile contains no stages to build");
  const automatic = automaticArguments(platforms, request.target === "" ? last.from.name : request.target);
  checkDockerfile({ parsed, stages, metaArgs, automatic, report: linter.report });
  const globals = globalArguments(automatic, metaArgs, { given: request.buildArgs, escape: parsed.escape });
  const reading: Reading = {
    escape: parsed.escape,
    ...{ request, platforms, source: files.dockerfile },
    globalArgs: globals.values,
    argumentFacts: globals.facts,
    report: linter.report,
    outline: new Outline(globals.facts),
    words: request.dialect === "classic" ? classicWords(["/bin/sh", "-c"]) : buildkitWords,
    contextPlace: contextPlace(),
    ignored: undefined,
    created: room.created,
    showsPlatform: room.showsPlatform,
  };
  const set = new StageSet();
  declareStages(set, stages, reading);
  const target = targetOf(set, request.target);
  linkStages(set);
  const all = room.allStages || request.dialect === "classic";
  const needed = await resolveBases(op, set, reading, { target, all, ports });
  const patterns = await files.ignorePatterns(op);
  if (patterns.length > 0) reading.ignored = new PatternMatcher(patterns);
  const steps: PlannedStep[] = [];
  for (const stage of set.all) {
    if (!needed.has(stage) || stage.isDone) continue;
    await readStage(op, stage, { reading, ports, steps });
    if (request.dialect === "classic" && stage === target) break;
  }
  target.readPaths.add("/");
  return { target, reading, stages: set, steps };
}

function emptyText({ dialect }: FrontendRequest, source: SourceText): string {
  return dialect === "classic"
    ? `the Dockerfile (${source.fileName}) cannot be empty`
    : "the Dockerfile cannot be empty";
}

/** A vertex that nothing is equal to: what stands for the context until it is known what of it is read. */
function contextPlace(): Vertex {
  return localVertex({ context: "context", sharedKeyHint: "", name: "" });
}

function targetOf(set: StageSet, name: string): StageDraft {
  if (name === "") return set.last();
  const found = set.find(name) ?? (/^[0-9]+$/.test(name) ? set.all[Number(name)] : undefined);
  if (found !== undefined) return found;
  const options = { options: set.names, caseSensitive: true };
  throw new DockerfileError(withSuggestion(`target stage "${name}" could not be found`, name, options));
}

interface StageRoom {
  readonly reading: Reading;
  readonly ports: FrontendPorts;
  readonly steps: PlannedStep[];
}

async function readStage(op: Op, stage: StageDraft, { reading, ports, steps }: StageRoom): Promise<void> {
  if (stage.base !== undefined) stage.inherit(stage.base);
  stage.isDone = true;
  stage.start = { tree: stage.tree, historyLength: stage.image.history?.length ?? 0 };
  stage.checks = new StageChecks(reading.report, stage.base?.checks);
  locating(stage.facts.range, () => prepareStage(stage, reading));
  if (stage.facts.code !== "") noteStep(steps, stage, { text: stage.facts.code, hasLayer: false });
  for (const command of stage.commands) {
    const before = stage.tree;
    await applyCommand({ op, ports, stage, reading, isOnBuild: command.isOnBuild }, command);
    noteStep(steps, stage, { text: command.command.code, hasLayer: stage.tree !== before });
  }
}

function noteStep(
  steps: PlannedStep[],
  stage: StageDraft,
  { text, hasLayer }: Pick<PlannedStep, "text" | "hasLayer">,
): void {
  steps.push({ text, tree: stage.tree, config: stage.image, hasLayer });
}

/** What the image that a stage starts from sets. */
function prepareStage(stage: StageDraft, reading: Reading): void {
  stage.platform ??= reading.platforms.target;
  const variables = stage.image.config?.Env ?? [];
  const hasPath = variables.some((variable) => parseVariable(variable)[0] === "PATH");
  if (!hasPath && stage.platform.os !== "windows") {
    stage.image = withConfig(stage.image, { Env: [...variables, `PATH=${defaultPath}`] });
  }
  if (stage.base !== undefined) for (const [name, value] of stage.base.environment) stage.environment.set(name, value);
  for (const variable of stage.image.config?.Env ?? []) {
    const [name, value] = parseVariable(variable);
    stage.environment.delete(name);
    stage.environment.set(name, value);
  }
  const { WorkingDir: workingDir = "", User: user = "" } = stage.image.config ?? {};
  if (workingDir !== "") setWorkingDir(stage, workingDir);
  stage.user = user;
}
