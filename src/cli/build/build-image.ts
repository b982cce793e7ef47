import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { type BuildFlagValues, buildRequest, type Question } from "./build-request.ts";
import { cachePlaces } from "./cache-places.ts";
import { buildPlaces, namedContexts } from "./contexts.ts";
import { buildMetadata, writeMetadata } from "./metadata.ts";
import { buildOutputs } from "./outputs.ts";
import { makePrinter } from "./progress/make-printer.ts";
import { ProgressRecorder } from "./progress/recorder.ts";
import { registryCredentials } from "./registry-credentials.ts";
import { newBuildId, rememberBuild } from "./remember-build.ts";
import { type BuildOutcome, runBuild } from "./run-build.ts";
import { parseSecrets } from "./secrets.ts";
import { answerBuild } from "./session.ts";
import { showAnswer } from "./show-answer.ts";
import { showFailure, showWarnings } from "./show-failure.ts";
import { showWhy } from "./show-why.ts";
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

/** One build from the command line to its end, with all that is printed of it. @returns the exit code, and what was built */
export async function buildImage(
  op: Op,
  io: Io,
  client: Client,
  { flags, context, dockerfileText, targetName = "default" }: BuildCommand,
): Promise<{ readonly exitCode: number; readonly outcome: BuildOutcome }> {
  const question = questionOf(flags);
  const found = await failing(io, () => buildPlaces({ context, file: flags.file, stdin: io.stdin, signal: op.signal }));
  const places = dockerfileText === undefined ? found : { ...found, dockerfile: { text: dockerfileText } };
  try {
    const named = namedContexts(flags["build-context"]);
    const outputs = buildOutputs({ ...flags, outputs: flags.output, tags: flags.tag, annotations: flags.annotation });
    const place = JSON.stringify([context === "-" ? "-" : resolve(context), flags.file, flags.target]);
    const caches = cachePlaces(flags["cache-from"], flags["cache-to"], io.env);
    for (const warning of caches.warnings) io.stderr.write(`WARNING: ${warning}\n`);
    const id = newBuildId();
    const asked = { question: question.ask, place, id };
    const request = buildRequest({ flags, env: io.env, places, named, caches, outputs, ...asked });
    const answer = answerBuild({
      ...{ outputs, stdout: io.stdout, upload: places.upload },
      folders: new Map([...places.folders, ...named.folders]),
      caches: caches.folders,
      secrets: await failing(io, () => parseSecrets(flags.secret, io.env)),
      agents: await failing(io, () => parseAgents(flags.ssh, io.env)),
      credentials: registryCredentials(op, io),
    });
    if (question.ask === "build") rememberBuild(io, { id, context, file: flags.file, target: targetName });
    const recorder = new ProgressRecorder(
      makePrinter(io, flags.quiet ? "quiet" : flags.progress, { builder: io.contextName }),
    );
    const warn = (): void => {
      if (flags.progress !== "rawjson" && flags.progress !== "quiet" && !flags.quiet)
        showWarnings(io.stderr, recorder.warnings, io.env["DEBUG"] === "1");
    };
    const outcome = await runBuild(op, client, request, { answer, printer: recorder }).catch((error: unknown) => {
      recorder.finish();
      warn();
      showFailure(io.stderr, error);
      throw new ExitError(1);
    });
    recorder.finish();
    warn();
    if (outcome.answer !== undefined && question.ask !== "build") {
      const fileName = flags.file || (places.folders.has("context") ? join(context, "Dockerfile") : "Dockerfile");
      const shown = { answer: outcome.answer, format: question.format, fileName };
      if (flags.quiet) io.stdout.write("\n");
      return { exitCode: showAnswer(io.stdout, question.ask, shown), outcome };
    }
    if (flags.why) showWhy(io.stderr, recorder.misses);
    report(io, flags, outcome);
    if (flags["metadata-file"] !== "")
      writeMetadata(flags["metadata-file"], await buildMetadata(op, io, client, outcome));
    return { exitCode: 0, outcome };
  } finally {
    if (places.temporary !== undefined) rmSync(places.temporary, { recursive: true, force: true });
  }
}

/** What is wrong before the engine is asked is told as a failed build. */
async function failing<T>(io: Io, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    io.stderr.write(`ERROR: failed to build: ${error instanceof Error ? error.message : String(error)}\n`);
    throw new ExitError(1);
  }
}

interface Asked {
  readonly ask: Question;
  readonly format: string;
}

/** `--call=check,format=json`. @throws Error */
function questionOf(flags: BuildFlagValues): Asked {
  const [name = "", ...options] = (flags.check ? "check" : flags.call).split(",");
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
  if (ask === undefined) throw new Error(`unknown call ${JSON.stringify(name)}`);
  return { ask, format };
}

function report(io: Io, flags: BuildFlagValues, { exported = {} }: BuildOutcome): void {
  const digest = exported["containerimage.digest"] ?? "";
  if (flags.quiet) io.stdout.write(`${digest}\n`);
  if (flags.iidfile !== "") writeFileSync(flags.iidfile, digest);
}
