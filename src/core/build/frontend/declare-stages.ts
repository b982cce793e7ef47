import { withSuggestion } from "#base/suggest.ts";
import { DockerfileError, locating } from "#formats/dockerfile/dockerfile-error.ts";
import type { Command } from "#formats/dockerfile/instructions/instruction.ts";
import type { Stage } from "#formats/dockerfile/instructions/parse-stages.ts";
import { checkFromPlatform } from "#formats/dockerfile/lint/from-platform.ts";
import { reportUndefinedArguments } from "#formats/dockerfile/lint/variables.ts";
import { type Expansion, expandWord, noVariables } from "#formats/dockerfile/shell/expand.ts";
import type { SourceRange } from "#formats/dockerfile/source-range.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parsePlatform } from "#formats/oci/platform.ts";
import { scratch } from "../graph.ts";
import { hasNamedContext } from "./named-contexts.ts";
import type { Reading } from "./reading.ts";
import { factsOf, type StageCommand, StageDraft } from "./stage-draft.ts";
import { circularStage, type StageSet } from "./stage-set.ts";

/** The stages as their FROM lines say them, not yet with their commands. @throws DockerfileError */
export function declareStages(set: StageSet, stages: readonly Stage[], reading: Reading): void {
  for (const [index, stage] of stages.entries()) set.add(declareStage(stage, index, reading));
  for (const stage of set.all) if (stage.hasContext) stage.base = undefined;
}

function declareStage(stage: Stage, index: number, reading: Reading): StageDraft {
  const { from } = stage;
  const base = locating(from.range, () => expandWord(from.base, reading.globalArgs, { escape: reading.escape }));
  reading.outline.useGlobal(base.matched);
  reportUnknown(base, from.range, reading);
  if (base.text === "") throw new DockerfileError(`base name (${from.base}) should not be blank`, [from.range]);
  const label = from.name === "" ? `stage-${index}` : from.name;
  const draft = new StageDraft(factsOf(stage, base.text), { isDeclared: true, label });
  if (from.platform !== "") draft.platform = platformOf(stage, reading);
  const platform = draft.platform ?? reading.platforms.target;
  draft.hasContext = from.name !== "" && hasNamedContext(reading.request, { name: from.name, platform });
  draft.ignoreCache = ignoresCache(reading, from.name);
  return draft;
}

function reportUnknown({ unmatched }: Expansion, range: SourceRange, reading: Reading): void {
  const { globalArgs, argumentFacts, report } = reading;
  const known = new Set([...globalArgs.keys(), ...argumentFacts.keys()]);
  reportUndefinedArguments({ unmatched, declared: known, known }, range, report);
}

function ignoresCache({ request: { noCache } }: Reading, name: string): boolean {
  return noCache === "all" || noCache.some((wanted) => wanted.toLowerCase() === name);
}

function platformOf({ from }: Stage, reading: Reading): Platform {
  const { globalArgs, platforms, outline } = reading;
  const expansion = locating(
    from.range,
    () => expandWord(from.platform, globalArgs, { escape: reading.escape }),
    "failed to process arguments for platform : ",
  );
  const { text, matched, unmatched } = expansion;
  outline.useGlobal(matched);
  reportUnknown(expansion, from.range, reading);
  const context = { expansion, target: globalArgs.get("TARGETPLATFORM") ?? "", host: platforms.build };
  checkFromPlatform(from, context, reading.report);
  const suggested = (message: string): DockerfileError => {
    const options = { options: globalArgs.keys(), caseSensitive: true };
    const [first] = unmatched;
    return new DockerfileError(first === undefined ? message : withSuggestion(message, first, options), [from.range]);
  };
  if (text === "") throw suggested(`empty platform value from expression ${from.platform}`);
  const platform = parsePlatform(text, platforms.build);
  if (platform !== undefined) return platform;
  throw suggested(
    `failed to parse platform ${from.platform}: "${text}": cannot parse platform specifier: invalid argument`,
  );
}

/** Finds what the commands of all stages name, and what only flags name becomes a stage of its own. @throws DockerfileError */
export function linkStages(set: StageSet): void {
  for (const stage of [...set.all]) {
    stage.commands = stage.facts.commands.map((command) => linkCommand(set, stage, { command, isOnBuild: false }));
    stage.stepTotal = countSteps(stage);
  }
  const circular = circularStage(set.all);
  if (circular !== undefined) {
    const message = `circular dependency detected on stage: ${circular.stage.label}`;
    throw new DockerfileError(message, circular.ranges);
  }
  const [only, ...more] = set.all;
  if (only !== undefined && more.length === 0 && !only.facts.commands.some(mountsWithoutName)) only.label = "";
}

/** BuildKit counts what such a mount reads as a stage, whatever the mount's type. */
function mountsWithoutName(command: Command): boolean {
  return command.kind === "run" && command.mounts.some(({ from }) => from === "");
}

/** How many steps of a stage progress counts. */
function countSteps(stage: StageDraft): number {
  const hasBase = stage.facts.baseName !== "scratch" && stage.base === undefined;
  const counted = stage.commands.filter(({ command }) => ["add", "copy", "run", "workdir"].includes(command.kind));
  return counted.length + (hasBase ? 1 : 0);
}

export function linkCommand(
  set: StageSet,
  stage: StageDraft,
  { command, isOnBuild }: { readonly command: Command; readonly isOnBuild: boolean },
): StageCommand {
  const sources = sourceNames(command).map((name) =>
    name === undefined ? undefined : locating(command.range, () => findSource(set, name, command.range)),
  );
  for (const source of sources) {
    if (source === undefined) continue;
    stage.dependencies.set(source, command.range);
    if (!set.all.includes(source)) set.add(source);
  }
  return { command, sources, isOnBuild };
}

/** What a command reads besides the build context; of a mount whatever its type, which may be in a variable. */
function sourceNames(command: Command): readonly (string | undefined)[] {
  if (command.kind === "copy") return command.from === "" ? [] : [copySource(command.from)];
  if (command.kind !== "run") return [];
  return command.mounts.map(({ from, text }) => {
    if (from !== "") return from;
    return /(^|,)type=cache(,|$)/i.test(text) ? scratch : undefined;
  });
}

function copySource(from: string): string {
  if (expandWord(from, noVariables, { escape: "\\" }).text === from) return from;
  throw new DockerfileError(
    "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround",
  );
}

function findSource(set: StageSet, name: string, range: SourceRange): StageDraft {
  if (/^[0-9]+$/.test(name)) return set.at(Number(name));
  return set.find(name) ?? imageStage(name, range);
}

/** An image, or a named context, that only a flag names. */
function imageStage(name: string, range: SourceRange): StageDraft {
  const facts = { name: "", baseName: name, range, commands: [], description: "", comments: [], code: "" };
  return new StageDraft(facts, { isDeclared: false, label: "" });
}
