import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { withSuggestion } from "#base/suggest.ts";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import { parseInstruction } from "#formats/dockerfile/instructions/parse-instruction.ts";
import { checkBaseImagePlatform } from "#formats/dockerfile/lint/base-images.ts";
import { parseDockerfile } from "#formats/dockerfile/parser/parse.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { BuildError } from "../errors.ts";
import type { FrontendPorts } from "../frontend.ts";
import { scratch, type Vertex } from "../graph.ts";
import { linkCommand } from "./declare-stages.ts";
import { draftOf, emptyDraft } from "./image-draft.ts";
import { loadNamedContext } from "./named-contexts.ts";
import { locationOf, type Reading } from "./reading.ts";
import type { StageDraft } from "./stage-draft.ts";
import { reachableStages, type StageSet } from "./stage-set.ts";
import { stepName } from "./step-name.ts";

/**
 * Finds out what the stages that `target` needs start from. Triggers of their images become commands of theirs, which may need
 * more stages in turn. @returns the stages that are needed
 */
export async function resolveBases(
  op: Op,
  set: StageSet,
  reading: Reading,
  scope: { readonly target: StageDraft; readonly all: boolean; readonly ports: FrontendPorts },
): Promise<ReadonlySet<StageDraft>> {
  for (;;) {
    const needed = scope.all ? new Set(set.all) : reachableStages(scope.target);
    const unresolved = [...needed].filter((stage) => stage.base === undefined && !stage.isResolved);
    await Promise.all(unresolved.map((stage) => resolveBase(op, stage, reading, { ...scope, set })));
    let hasNewSources = false;
    for (const stage of needed) hasNewSources = takeTriggers(set, stage) || hasNewSources;
    if (!hasNewSources) return needed;
  }
}

interface Resolving {
  readonly ports: FrontendPorts;
  readonly set: StageSet;
}

async function resolveBase(op: Op, stage: StageDraft, reading: Reading, { ports, set }: Resolving): Promise<void> {
  stage.isResolved = true;
  const { target } = reading.platforms;
  if (stage.facts.baseName === scratch && !stage.hasContext) {
    stage.platform = target;
    stage.image = emptyDraft(target);
    stage.isDone ||= !stage.isDeclared;
    return;
  }
  try {
    await findBase(op, stage, reading, { ports, set });
  } catch (error) {
    if (error instanceof DockerfileError) throw error;
    throw new DockerfileError(messageOf(error), [stage.facts.range], error);
  }
  stage.isDone ||= !stage.isDeclared;
}

async function findBase(op: Op, stage: StageDraft, reading: Reading, { ports, set }: Resolving): Promise<void> {
  const platform = stage.platform ?? reading.platforms.target;
  const { baseName, name } = stage.facts;
  if (stage.hasContext) {
    stage.context = await loadNamedContext(op, reading.request, ports, { name, platform });
    stage.isDone = true;
    startFrom(stage, { config: stage.context?.config, platform });
    return;
  }
  const context = await loadNamedContext(op, reading.request, ports, { name: baseName, platform });
  if (context !== undefined) {
    stage.context = context;
    startFrom(stage, { config: context.config, platform });
    return;
  }
  await findImage(op, stage, reading, { ports, set, platform });
}

function startFrom(
  stage: StageDraft,
  { config, platform }: { readonly config: ImageConfig | undefined; readonly platform: Platform },
): void {
  stage.tree = stage.context?.tree ?? scratch;
  stage.baseConfig = config;
  stage.image = config === undefined ? emptyDraft(platform) : draftOf(config);
  stage.platform = platform;
}

async function findImage(
  op: Op,
  stage: StageDraft,
  reading: Reading,
  { ports, set, platform }: Resolving & { readonly platform: Platform },
): Promise<void> {
  const { baseName } = stage.facts;
  const reference = normalizedName(baseName);
  const mode = reading.request.resolveMode;
  const prefix = reading.showsPlatform ? `[${platformText(platform)} internal]` : "[internal]";
  const found = await ports
    .resolveImage(op, { reference, platform, mode }, `${prefix} load metadata for ${reference}`)
    .catch((error: unknown) => {
      const options = { options: [...set.names, ...commonImages], caseSensitive: true };
      const reason = `failed to resolve source metadata for ${reference}: ${messageOf(error)}`;
      throw new BuildError("not-found", withSuggestion(`${baseName}: ${reason}`, baseName, options), { cause: error });
    });
  const actual =
    stage.platform === undefined && reading.platforms.implicitTarget
      ? detectedPlatform(found.config, platform, reading.platforms.build)
      : platform;
  stage.baseReference = found.reference;
  stage.baseConfig = found.config;
  stage.image = draftOf(found.config);
  stage.platform = actual;
  if ((found.config.rootfs?.diff_ids ?? []).length === 0) return;
  const operation = { kind: "image", reference: found.reference, platform: actual, resolveMode: mode } as const;
  const meta: Vertex["meta"] = {
    name: stepName(stage, reading, `FROM ${found.reference}`, { variables: new Map() }),
    location: locationOf(reading.source, [stage.facts.range]),
    platform: actual,
  };
  stage.tree = { operation, meta };
  const { os = "", architecture = "", variant } = found.config;
  const image = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  checkBaseImagePlatform({ name: baseName, actual: image, expected: actual }, stage.facts.range, reading.report);
}

/** @throws invalid-argument */
function normalizedName(baseName: string): string {
  try {
    return referenceText(withDefaultTag(parseReference(baseName)));
  } catch (error) {
    throw new BuildError("invalid-argument", `failed to parse stage name "${baseName}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** Nobody asked for a platform: an image that runs here as it is stays what it is. */
function detectedPlatform({ os, architecture }: ImageConfig, target: Platform, build: Platform): Platform {
  const isOf = (platform: Platform): boolean => platform.os === os && platform.architecture === architecture;
  return isOf(target) || !isOf(build) ? target : build;
}

const commonImages = ["alpine", "busybox", "centos", "debian", "golang", "ubuntu", "fedora"].flatMap((name) => [
  name,
  `${name}:latest`,
]);

/** Makes the triggers of what a stage starts from its first commands. @returns whether they name stages of their own */
function takeTriggers(set: StageSet, stage: StageDraft): boolean {
  if (stage.onBuildTaken || (stage.base === undefined && !stage.isResolved)) return false;
  stage.onBuildTaken = true;
  const ofImage = stage.image.config?.OnBuild ?? [];
  const ofStage = (stage.base?.commands ?? []).flatMap(({ command }) =>
    command.kind === "onbuild" ? [command.expression] : [],
  );
  const triggers = [...ofImage, ...ofStage];
  if (ofImage.length > 0) stage.image = { ...stage.image, config: { ...stage.image.config, OnBuild: null } };
  if (triggers.length === 0) return false;
  const commands = triggers.map((trigger) =>
    linkCommand(set, stage, { command: readTrigger(trigger, stage), isOnBuild: true }),
  );
  stage.commands = [...commands, ...stage.commands];
  stage.stepTotal += commands.length;
  return commands.some(({ sources }) => sources.length > 0);
}

function readTrigger(trigger: string, stage: StageDraft) {
  const { range } = stage.facts;
  const { nodes } = parseDockerfile(trigger);
  const [node, ...more] = nodes;
  if (node === undefined || more.length > 0) {
    throw new DockerfileError("onbuild trigger should be a single expression", [range]);
  }
  const instruction = parseInstruction({ ...node, range });
  if (instruction.kind === "from") throw new DockerfileError("FROM isn't allowed as an ONBUILD trigger", [range]);
  return instruction;
}
