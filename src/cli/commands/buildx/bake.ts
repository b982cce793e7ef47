import { randomBytes } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { arch, homedir } from "node:os";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import { atLeast } from "../../arguments.ts";
import { answersJson } from "../../bake/answers.ts";
import { type Entitlements, parseEntitlements } from "../../bake/entitlements.ts";
import { errorExcerpt, type SourceFile } from "../../bake/errors.ts";
import { type DefinitionPlaces, definitionPlaces, filesOfEnvironment } from "../../bake/file-names.ts";
import { defaultFiles } from "../../bake/files.ts";
import { listedTargets, listedVariables, parseList } from "../../bake/list.ts";
import { type BakePlan, type BakeSurroundings, planBake, readDefinition } from "../../bake/plan.ts";
import { printedSelection } from "../../bake/print.ts";
import { parseVariables } from "../../bake/variables.ts";
import { BuildFailure } from "../../build/build-failure.ts";
import { buildTargets, progressOfTarget } from "../../build/build-targets.ts";
import { checkBuildFlags } from "../../build/check-build-flags.ts";
import { grantPrivileges } from "../../build/grant-privileges.ts";
import { buildMetadata, targetMetadata, writeMetadata } from "../../build/metadata.ts";
import { definitionEvents, type ReadDefinition } from "../../build/progress/local-step.ts";
import { makePrinter } from "../../build/progress/make-printer.ts";
import { PausingProgress } from "../../build/progress/pausing-progress.ts";
import { remoteDefinition } from "../../build/remote-definition.ts";
import { answersOf, showAnswers } from "../../build/show-answers.ts";
import { failureText, showWarnings } from "../../build/show-failure.ts";
import type { SolvedTarget } from "../../build/solve-target.ts";
import { Builders, builderFlag } from "../../builders/builders.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { readFileOrInput } from "../../io/read-input.ts";
import { variablesOf } from "../../io/variables.ts";
import { interruptible } from "../../streams/interruptible.ts";

export const command = {
  usage: "[OPTIONS] [TARGET...]",
  arguments: atLeast(0),
  flags: {
    allow: list({ usage: "Let the builds use what they ask for", type: "stringArray" }),
    builder: builderFlag,
    call: {
      ...string({ usage: "What to do with the Dockerfiles: build, check, outline, targets" }),
      defaultText: '"build"',
    },
    check: bool({ usage: "Shorthand for --call=check" }),
    file: list({ short: "f", usage: "A file that says what to build", type: "stringArray" }),
    list: string({ usage: "Show targets or variables" }),
    load: bool({ usage: "Shorthand for --set=*.output=type=docker" }),
    "metadata-file": string({ usage: "Write what the builds gave to this file, as JSON" }),
    "no-cache": bool({ usage: "Do not take steps from the cache" }),
    policy: list({ usage: "Not supported: a policy for sources of the builds", type: "stringArray" }),
    print: bool({ usage: "Print what would be built, and build nothing" }),
    progress: string({ usage: "How to show builds: auto, plain, quiet, rawjson, tty", default: "auto" }),
    provenance: string({ usage: "Short for --set=*.attest=type=provenance" }),
    pull: bool({ usage: "Always look base images up again" }),
    push: bool({ usage: "Shorthand for --set=*.output=type=registry" }),
    sbom: string({ usage: "Short for --set=*.attest=type=sbom" }),
    set: list({ usage: "Another value for a target (pattern.key=value)", type: "stringArray" }),
    var: list({ usage: "Another value for a variable (name=value)", type: "stringArray" }),
  },
  aliases: ["docker buildx bake", "docker buildx f"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags } = invocation;
  const builder = flags.print || flags.list !== "" ? {} : { builder: io.contextName };
  const progress = progressOf(io, flags.progress, builder);
  let sources: readonly SourceFile[] = [];
  try {
    checkBuildFlags(flags);
    if (flags.print && flags.list !== "") throw new Error("--print and --list are mutually exclusive");
    if (flags.progress === "none") throw new Error("invalid progress mode none");
    parseEntitlements(flags.allow);
    new Builders(io).checkUsable(flags.builder);
    const files = await bakeFiles(op, io, client, { ...invocation, progress });
    sources = files.sources;
    const variables = parseVariables(flags.var);
    const surroundings = { ...surroundingsOf(io, files.places.commandContext), variables };
    if (flags.list !== "") {
      const text = listText(flags.list, files, surroundings);
      progress.finish();
      io.stdout.write(text);
      return 0;
    }
    const plan = planBake(files.sources, planOptions(invocation, files.places), surroundings);
    for (const warning of plan.warnings) io.stderr.write(`WARN: ${warning}\n`);
    if (flags.print) {
      progress.finish();
      io.stdout.write(printedSelection(plan.selection));
      return 0;
    }
    const granted = await grantPrivileges(op, io, { ...plan, beforeSpeaking: () => progress.finish() });
    const work = { plan, progress, metadataFile: flags["metadata-file"], allow: allowedNames(plan.allowed, granted) };
    return await interruptible(op, io, (ended) => buildAll(ended, io, client, work));
  } catch (error) {
    progress.finish();
    if (error instanceof ExitError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    io.stderr.write(
      error instanceof BuildFailure
        ? failureText(error, "ERROR: ")
        : `${errorExcerpt(error, sources)}ERROR: ${message}\n`,
    );
    throw new ExitError(1);
  }
});

/** Of all that a bake does together. */
function progressOf(io: Io, mode: string, builder: { readonly builder?: string }): PausingProgress {
  const isSilent = mode === "rawjson" || mode === "quiet";
  return new PausingProgress(
    () => makePrinter(io.stderr, io.env, mode, builder),
    (warnings) => showWarnings(io.stderr, isSilent ? [] : warnings, io.env["DEBUG"] === "1"),
  );
}

function planOptions(
  { flags, changed }: { readonly flags: BakeFlags; changed(name: keyof BakeFlags & string): boolean },
  { targets, url }: DefinitionPlaces,
) {
  const call = flags.check ? "check" : flags.call;
  return {
    ...(url !== undefined && parseGitUrl(url) !== undefined ? { repository: url } : {}),
    ...{ targets, overrides: flags.set, allow: flags.allow },
    ...{ isPushed: flags.push, isLoaded: flags.load, sbom: flags.sbom, provenance: flags.provenance },
    ...(changed("no-cache") ? { noCache: flags["no-cache"] } : {}),
    ...(changed("pull") ? { pull: flags.pull } : {}),
    ...(call === "" ? {} : { call }),
  };
}

type BakeFlags = Parameters<Parameters<typeof runs<(typeof command)["flags"]>>[1]>[3]["flags"];

interface BakeFiles {
  readonly sources: readonly SourceFile[];
  readonly places: DefinitionPlaces;
}

interface Reading {
  readonly args: readonly string[];
  readonly flags: BakeFlags;
  readonly progress: PausingProgress;
}

/** @throws Error in buildx's words */
async function bakeFiles(op: Op, io: Io, client: Client, { args, flags, progress }: Reading): Promise<BakeFiles> {
  const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;
  const named = flags.file.length > 0 ? flags.file : filesOfEnvironment(io.env, isThere);
  const places = definitionPlaces(args, named);
  const { url, remote, local } = places;
  const there =
    url === undefined ? [] : await remoteDefinition(op, io, client, { url, names: remote, progress: flags.progress });
  const names = local ?? defaultFiles.filter((name) => statSync(name, { throwIfNoEntry: false })?.isFile());
  const here = url !== undefined && names.length === 0 ? [] : await localFiles(op, io, names, progress);
  return { sources: [...there, ...here], places };
}

/** @throws Error in Go's words; what has been read is shown before */
async function localFiles(op: Op, io: Io, names: readonly string[], progress: PausingProgress): Promise<SourceFile[]> {
  const startedAt = io.now();
  const sources: SourceFile[] = [];
  const read: ReadDefinition[] = [];
  try {
    for (const name of names) {
      const isInput = name === "-";
      const shown = isInput ? "from stdin" : name;
      read.push({ name: shown, size: 0, total: 0 });
      const text = (await readFileOrInput(op, io, name)).toString("utf8");
      const size = Buffer.byteLength(text);
      read.splice(-1, 1, { name: shown, size, total: isInput ? 0 : size });
      sources.push({ name, text });
    }
    return sources;
  } finally {
    progress.events(definitionEvents(read, { startedAt, now: io.now() }));
  }
}

function surroundingsOf({ env }: Io, commandContext: string): BakeSurroundings {
  const environment = variablesOf(env);
  const architecture = { x64: "amd64", arm64: "arm64", ia32: "386", arm: "arm/v7" }[arch() as string] ?? arch();
  const readText = (path: string): string | undefined => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return undefined;
    }
  };
  return {
    environment,
    environmentFile: readText(".env"),
    localPlatform: `linux/${architecture}`,
    commandContext,
    home: homedir(),
    now: () => new Date(),
    random: (length) => randomBytes(length),
    readText,
    pathKind: (path) => {
      const facts = statSync(path, { throwIfNoEntry: false });
      return facts === undefined ? undefined : facts.isDirectory() ? "directory" : "file";
    },
  };
}

function listText(text: string, { sources }: BakeFiles, surroundings: BakeSurroundings): string {
  const definition = readDefinition(sources, surroundings, () => {});
  const request = parseList(text);
  return request.type === "variables"
    ? listedVariables(definition.variables, request.format)
    : listedTargets(definition, request.format);
}

interface BakeWork {
  readonly plan: BakePlan;
  readonly progress: PausingProgress;
  readonly allow: readonly string[];
  /** Empty: none is written. */
  readonly metadataFile: string;
}

async function buildAll(op: Op, io: Io, client: Client, work: BakeWork): Promise<number> {
  const { plan, progress, allow, metadataFile } = work;
  const solved = await buildTargets(op, io, client, { targets: plan.targets, progress, allow });
  const metadata: Record<string, unknown> = {};
  if (metadataFile !== "")
    for (const [name, { outcome }] of solved) {
      const shown = progressOfTarget(plan.targets, name, progress);
      metadata[name] = targetMetadata(await buildMetadata(op, io, client, { outcome, progress: shown }));
    }
  progress.finish();
  if (metadataFile !== "") writeMetadata(metadataFile, metadata);
  return showAsked(io, plan, solved);
}

/** Prints what targets were asked. @returns the exit code */
function showAsked(io: Io, { call, selection }: BakePlan, solved: ReadonlyMap<string, SolvedTarget>): number {
  const answers = answersOf(solved);
  if (answers.length === 0) return 0;
  if (call?.format === "json") {
    const json = answers.map(({ name, question, answer }) => {
      return [name, { question, json: answer["result.json"] ?? "{}" }] as const;
    });
    io.stdout.write(answersJson(selection, new Map(json)));
  } else showAnswers(io.stdout, answers, (name) => selection.targets.get(name)?.description ?? "");
  const isWrong = answers.some(({ answer }) => answer["result.statuscode"] === "1");
  return isWrong && call?.ignoresStatus !== true ? 1 : 0;
}

function allowedNames(...given: readonly Entitlements[]): string[] {
  return [
    ...(given.some(({ networkHost }) => networkHost) ? ["network.host"] : []),
    ...(given.some(({ securityInsecure }) => securityInsecure) ? ["security.insecure"] : []),
  ];
}
