import { parseDigest } from "#base/digest.ts";
import { messageOf, notSupported } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { DockerfileError } from "#formats/dockerfile/dockerfile-error.ts";
import { Linter, type LintFinding } from "#formats/dockerfile/lint/linter.ts";
import { parseLintOptions } from "#formats/dockerfile/lint/options.ts";
import { detectDirective, detectSyntax } from "#formats/dockerfile/parser/detect-directive.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import { normalizePlatform, platformText } from "#formats/oci/platform.ts";
import { BuildError } from "../errors.ts";
import type { Frontend, FrontendPlan, FrontendPorts, PlannedBase, PlannedImage } from "../frontend.ts";
import type { Input, Vertex } from "../graph.ts";
import type { FrontendRequest } from "../request.ts";
import { describeAnswer, lintAnswer, outlineAnswer, targetsAnswer } from "./answers.ts";
import { type BuildFiles, readBuildFiles } from "./build-context.ts";
import { platformFields, withConfig } from "./image-draft.ts";
import { materialsOf } from "./materials.ts";
import { type DockerfileRoom, type ReadDockerfile, readDockerfile } from "./read-dockerfile.ts";
import { locationOf } from "./reading.ts";
import { scannedInputs, scansContext } from "./scanned-inputs.ts";
import type { StageDraft } from "./stage-draft.ts";
import { substituteVertices } from "./substitute.ts";

/** The frontend of Dockerfiles (BuildKit's `dockerfile.v0`). */
export const dockerfileFrontend: Frontend = async (op, request, ports) => {
  if (request.ask === "describe") return answered(describeAnswer());
  const files = await readBuildFiles(op, request, ports);
  try {
    return await planOf(op, { request, ports, files });
  } catch (error) {
    throw located(error, files);
  }
};

interface Asking {
  readonly request: FrontendRequest;
  readonly ports: FrontendPorts;
  readonly files: BuildFiles;
}

async function planOf(op: Op, asking: Asking): Promise<FrontendPlan> {
  const { request, files } = asking;
  refuseForeignSyntax(request, files.dockerfile.text);
  switch (request.ask) {
    case "targets":
      return answered(targetsAnswer(files.dockerfile));
    case "lint":
      return answered(await lint(op, asking));
    case "outline":
      return answered(outlineAnswer(await read(op, asking, { platform: request.platforms[0], findings: [] })));
    default:
      return build(op, asking);
  }
}

function answered(answer: Readonly<Record<string, string>>): FrontendPlan {
  return { images: [], index: false, answer };
}

async function build(op: Op, asking: Asking): Promise<FrontendPlan> {
  const { request } = asking;
  const platforms: readonly (Platform | undefined)[] = request.platforms.length === 0 ? [undefined] : request.platforms;
  const findings: LintFinding[] = [];
  try {
    const images = await Promise.all(
      platforms.map(async (platform, index) => {
        const found: LintFinding[] = index === 0 ? findings : [];
        return plannedImage(op, await read(op, asking, { platform, findings: found }), asking);
      }),
    );
    return { images, index: request.multiPlatform ?? platforms.length > 1 };
  } finally {
    warnOf(findings, asking);
  }
}

/** What was found up to a failure is told too. */
function warnOf(findings: readonly LintFinding[], { ports, files }: Asking): void {
  for (const { rule, message, range } of findings) {
    ports.warn({
      level: 1,
      short: `${rule.name}: ${message} (line ${range.start.line})`,
      detail: [rule.description],
      ...(rule.url === "" ? {} : { url: rule.url }),
      location: locationOf(files.dockerfile, [range]),
    });
  }
}

interface ReadScope {
  readonly platform: Platform | undefined;
  readonly findings: LintFinding[];
  readonly allStages?: boolean;
}

async function read(op: Op, asking: Asking, scope: ReadScope): Promise<ReadDockerfile> {
  const { request, ports, files } = asking;
  const directive = detectDirective("check", files.dockerfile.text)?.commandLine ?? "";
  const linter = new Linter(parseLintOptions(request.check || directive), (finding) => scope.findings.push(finding));
  const target = scope.platform ?? ports.hostPlatform;
  const room: DockerfileRoom = {
    ...{ request, ports, files, linter },
    platforms: { build: ports.hostPlatform, target, implicitTarget: scope.platform === undefined },
    showsPlatform: request.multiPlatform ?? request.platforms.length > 1,
    allStages: scope.allStages === true,
    created: createdAt(request),
  };
  const result = await readDockerfile(op, room);
  const failure = linter.failure();
  if (failure !== undefined && scope.allStages !== true) throw failure;
  return result;
}

/** `SOURCE_DATE_EPOCH`. @throws invalid-argument */
function createdAt({ buildArgs }: FrontendRequest): string | undefined {
  const text = buildArgs["SOURCE_DATE_EPOCH"];
  if (text === undefined || text === "") return undefined;
  if (!/^-?[0-9]{1,12}$/.test(text)) {
    throw new BuildError("invalid-argument", `invalid SOURCE_DATE_EPOCH: ${text}`);
  }
  return new Date(Number(text) * 1000).toISOString().replace(".000Z", "Z");
}

async function lint(op: Op, asking: Asking): Promise<Readonly<Record<string, string>>> {
  const findings: LintFinding[] = [];
  const { request, files } = asking;
  try {
    await read(op, asking, { platform: request.platforms[0], findings, allStages: request.target === "" });
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    return lintAnswer(files.dockerfile, findings, error);
  }
  return lintAnswer(files.dockerfile, findings, undefined);
}

async function plannedImage(op: Op, result: ReadDockerfile, { request, files }: Asking): Promise<PlannedImage> {
  const { target, reading } = result;
  const replacements = await contextsOf(op, result, files);
  const tree = substituteVertices(target.tree, replacements);
  const config = finished(result, request);
  const platform = normalizePlatform(
    reading.platforms.implicitTarget ? platformOf(config, target.platform) : reading.platforms.target,
  );
  const steps = request.dialect === "classic" ? result.steps : [];
  return {
    key: platformText(platform),
    platform,
    tree,
    config,
    materials: materialsOf(tree),
    base: baseOf(target, replacements),
    scanned: scannedInputs(result).map(({ name, tree: scanned }) => ({
      name,
      tree: substituteVertices(scanned, replacements),
    })),
    steps: steps.map((step) => ({ ...step, tree: substituteVertices(step.tree, replacements) })),
  };
}

function baseOf(target: StageDraft, replacements: ReadonlyMap<Vertex, Input>): PlannedBase {
  const { tree, historyLength } = target.start ?? {
    tree: target.tree,
    historyLength: target.image.history?.length ?? 0,
  };
  const [, digest] = /@(sha256:[0-9a-f]{64})$/.exec(target.base === undefined ? target.baseReference : "") ?? [];
  return {
    tree: substituteVertices(tree, replacements),
    historyLength,
    ...(digest === undefined ? {} : { digest: parseDigest(digest) }),
  };
}

/** Of contexts of the client only what is read is asked for. */
async function contextsOf(op: Op, result: ReadDockerfile, files: BuildFiles): Promise<ReadonlyMap<Vertex, Input>> {
  const { reading, stages } = result;
  const paths = new Set(stages.all.flatMap((stage) => [...stage.contextPaths]));
  if (scansContext(result)) paths.add("/");
  const replacements = new Map([[reading.contextPlace, await files.context(op, readPaths(paths))]]);
  for (const { context, readPaths: used } of stages.all) {
    if (context?.restrict === undefined || context.tree === "scratch") continue;
    replacements.set(context.tree, context.restrict(readPaths(used)));
  }
  return replacements;
}

/** Relative and sorted; undefined: all. */
function readPaths(paths: ReadonlySet<string>): string[] | undefined {
  if (paths.size === 0 || paths.has("/")) return undefined;
  return [...paths].map((path) => path.slice(1)).sort();
}

function finished({ target, reading }: ReadDockerfile, request: FrontendRequest): ImageConfig {
  const labels =
    Object.keys(request.labels).length === 0 ? {} : { Labels: { ...target.image.config?.Labels, ...request.labels } };
  const image = withConfig(target.image, labels);
  if (reading.platforms.implicitTarget) return image;
  return { ...image, ...platformFields(reading.platforms.target) };
}

function platformOf({ os, architecture, variant }: ImageConfig, fallback: Platform | undefined): Platform {
  if (os === undefined || os === "" || architecture === undefined)
    return fallback ?? { os: "linux", architecture: "amd64" };
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** `# syntax=` names another frontend: ours is the only one, under its names. @throws not-implemented */
function refuseForeignSyntax({ syntax }: FrontendRequest, text: string): void {
  const wanted = syntax === "" ? (detectSyntax(text)?.value ?? "") : syntax;
  if (wanted === "" || /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@].*)?$/.test(wanted)) return;
  throw notSupported(`the build frontend ${wanted}`);
}

function located(error: unknown, files: BuildFiles): unknown {
  if (!(error instanceof DockerfileError)) return error;
  const location = error.ranges.length === 0 ? {} : { location: locationOf(files.dockerfile, error.ranges) };
  return new BuildError("invalid-argument", messageOf(error), { ...location, cause: error.cause ?? error });
}
