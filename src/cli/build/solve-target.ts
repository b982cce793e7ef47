import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Op } from "#base/op.ts";
import { boolOf } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import type { Io } from "../io/io.ts";
import { BuildFailure } from "./build-failure.ts";
import { type BuildFlagValues, buildRequest, checkRequestFlags, platformOf, type Question } from "./build-request.ts";
import { cachePlaces, checkCacheEntries } from "./cache-places.ts";
import { type BuildPlaces, buildPlaces, namedContexts, withDockerfile } from "./contexts.ts";
import { type BuildOutput, buildOutputs } from "./outputs.ts";
import type { ProgressPrinter } from "./progress/events.ts";
import { registryCredentials } from "./registry-credentials.ts";
import { newBuildId, rememberBuild } from "./remember-build.ts";
import { type BuildOutcome, runBuild } from "./run-build.ts";
import { checkSecrets, parseSecrets } from "./secrets.ts";
import { answerBuild } from "./session.ts";
import { parseAgents } from "./ssh-agents.ts";

export interface BuildCommand {
  readonly flags: BuildFlagValues;
  /** PATH, URL or `-`. */
  readonly context: string;
  /** Instead of a file. */
  readonly dockerfileText?: string;
  /** What bake calls it. */
  readonly targetName?: string;
}

export interface SolvedTarget {
  readonly outcome: BuildOutcome;
  readonly question: Question;
  /** Of an answer: `json`, or empty for text. */
  readonly format: string;
  /** The Dockerfile, as messages name it. */
  readonly fileName: string;
}

/** A build for which all is ready. What was made for it goes when it is disposed. */
export interface PreparedTarget extends Disposable {
  /** @throws BuildFailure */
  solve(op: Op, client: Client, progress: ProgressPrinter): Promise<SolvedTarget>;
}

/** Makes a build ready, with all that can be wrong before the engine is asked. @throws BuildFailure @throws Error for wrong words of the command */
export async function prepareTarget(op: Op, io: Io, command: BuildCommand): Promise<PreparedTarget> {
  const { flags, context, dockerfileText, targetName = "default" } = command;
  checkSyntax(flags);
  const words = await preparing(() => readWords(io, flags));
  const found = await preparing(() => buildPlaces({ context, file: flags.file, stdin: io.stdin, signal: op.signal }));
  const places = dockerfileText === undefined ? found : withDockerfile(found, dockerfileText);
  const dispose = (): void => {
    if (places.temporary !== undefined) rmSync(places.temporary, { recursive: true, force: true });
  };
  const id = newBuildId();
  const parts = { flags, context, places, id, ...words };
  const { request, answer, ask, format } = await preparing(() => prepared(op, io, parts)).catch((error: unknown) => {
    dispose();
    throw error;
  });
  const fileName = dockerfileText === undefined ? fileNameOf(command, places) : "inline";
  return {
    async solve(solving, client, printer) {
      if (ask === "build") rememberBuild(io, { id, context, file: flags.file, target: targetName });
      const outcome = await runBuild(solving, client, request, { answer, printer }).catch((error: unknown) => {
        throw new BuildFailure(error, true);
      });
      return { outcome, question: ask, format, fileName };
    },
    [Symbol.dispose]: dispose,
  };
}

interface Words {
  readonly secrets: ReturnType<typeof parseSecrets>;
  readonly agents: ReturnType<typeof parseAgents>;
}

/** Reads what needs no context to be seen, as buildx does before it looks for that. @throws Error in buildx's words */
function readWords({ env }: Io, flags: BuildFlagValues): Words {
  flags.platform.forEach(platformOf);
  const words = { secrets: parseSecrets(flags.secret, env), agents: parseAgents(flags.ssh, env) };
  checkRequestFlags(flags);
  unlessOfEngine(() => outputsOf(flags));
  return words;
}

/** What is the engine's to refuse is refused where it is asked. */
function unlessOfEngine(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
  }
}

const outputsOf = (flags: BuildFlagValues): BuildOutput[] =>
  buildOutputs({ ...flags, outputs: flags.output, tags: flags.tag, annotations: flags.annotation });

interface Preparing extends Words {
  readonly flags: BuildFlagValues;
  readonly context: string;
  readonly places: BuildPlaces;
  readonly id: string;
}

/** What is sent to the engine, and who answers it. @throws Error in buildx's words */
function prepared(op: Op, io: Io, { flags, context, places, id, secrets, agents }: Preparing) {
  const { ask, format } = questionOf(flags);
  const named = namedContexts(flags["build-context"]);
  const outputs = outputsOf(flags);
  const place = JSON.stringify([context === "-" ? "-" : resolve(context), flags.file, flags.target]);
  const caches = cachePlaces(flags["cache-from"], flags["cache-to"], io.env);
  for (const warning of caches.warnings) io.stderr.write(`WARNING: ${warning}\n`);
  const request = buildRequest({ flags, env: io.env, places, named, caches, outputs, question: ask, place, id });
  const answer = answerBuild({
    ...{ outputs, stdout: io.stdout, upload: places.upload },
    folders: new Map([...places.folders, ...named.folders]),
    caches: caches.folders,
    ...{ secrets, agents },
    credentials: registryCredentials(op, io),
  });
  return { request, answer, ask, format };
}

/** What is wrong with the words of the command is told before it is a build. @throws Error in buildx's words */
function checkSyntax(flags: BuildFlagValues): void {
  checkSecrets(flags.secret);
  checkCacheEntries([...flags["cache-from"], ...flags["cache-to"]]);
  for (const pair of [...flags.label, ...flags["build-arg"]])
    if (pair === "" || pair.startsWith("="))
      throw new Error(`invalid key-value pair ${JSON.stringify(pair)}: empty key`);
  for (const text of [flags.sbom, flags.provenance])
    if (text !== "" && !text.includes("=") && boolOf(text) === undefined) throw new Error(`invalid value ${text}`);
  for (const text of flags["build-context"])
    if (!text.includes("=")) throw new Error(`invalid context value: ${text}, expected key=value`);
  for (const text of flags.attest) if (!text.includes("=")) throw new Error(`invalid value ${text}`);
}

function fileNameOf({ flags, context }: BuildCommand, { folders }: BuildPlaces): string {
  if (flags.file !== "") return flags.file === "-" ? "stdin" : flags.file;
  const folder = folders.get("context");
  return folder === undefined ? "Dockerfile" : join(context === "-" ? folder : context, "Dockerfile");
}

/** What is wrong before the engine is asked is a failed build as well. */
async function preparing<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof BuildFailure ? error : new BuildFailure(error, false);
  }
}

/** `--call=check,format=json`. @throws Error */
function questionOf(flags: BuildFlagValues): { readonly ask: Question; readonly format: string } {
  const [name = "", ...options] = (flags.check ? "check" : flags.print || flags.call).split(",");
  const format = options.find((option) => option.startsWith("format="))?.slice("format=".length) ?? "";
  const asks: Readonly<Record<string, Question>> = {
    build: "build",
    check: "lint",
    lint: "lint",
    outline: "outline",
    targets: "targets",
    "subrequests.describe": "describe",
  };
  const ask = asks[name];
  if (ask === undefined) {
    const unknown = `unsupported request frontend.${name}`;
    throw new BuildFailure(new Error(`${unknown}: ${unknown}`), true);
  }
  return { ask, format };
}
