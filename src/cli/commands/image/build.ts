import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { exactly } from "../../arguments.ts";
import { buildFlags } from "../../build/build-flags.ts";
import { type BuildFlagValues, buildRequest, type Question } from "../../build/build-request.ts";
import { buildPlaces, namedContexts } from "../../build/contexts.ts";
import { buildOutputs } from "../../build/outputs.ts";
import { makePrinter } from "../../build/progress/make-printer.ts";
import { ProgressRecorder } from "../../build/progress/recorder.ts";
import { registryCredentials } from "../../build/registry-credentials.ts";
import { type BuildOutcome, runBuild } from "../../build/run-build.ts";
import { parseSecrets } from "../../build/secrets.ts";
import { answerBuild } from "../../build/session.ts";
import { showAnswer } from "../../build/show-answer.ts";
import { showFailure, showWarnings } from "../../build/show-failure.ts";
import { showWhy } from "../../build/show-why.ts";
import { parseAgents } from "../../build/ssh-agents.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import type { Io } from "../../io/io.ts";
import { interruptible } from "../../streams/interruptible.ts";

export const command = {
  usage: "[OPTIONS] PATH | URL | -",
  arguments: exactly(1),
  flags: buildFlags,
  aliases: ["docker build", "docker builder build", "docker image build", "docker buildx build", "docker buildx b"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [context = ""] = args;
  return await interruptible(op, io, async (ended) => {
    const question = questionOf(flags);
    const places = await failing(io, () =>
      buildPlaces({ context, file: flags.file, stdin: io.stdin, signal: ended.signal }),
    );
    try {
      const named = namedContexts(flags["build-context"]);
      const outputs = buildOutputs({ ...flags, outputs: flags.output, tags: flags.tag, annotations: flags.annotation });
      const place = JSON.stringify([context === "-" ? "-" : resolve(context), flags.file, flags.target]);
      const request = buildRequest({ flags, env: io.env, places, named, outputs, question: question.ask, place });
      const answer = answerBuild({
        ...{ outputs, stdout: io.stdout, upload: places.upload },
        folders: new Map([...places.folders, ...named.folders]),
        secrets: parseSecrets(flags.secret, io.env),
        agents: parseAgents(flags.ssh, io.env),
        credentials: registryCredentials(ended, io),
      });
      const isQuiet = flags.quiet || question.ask !== "build";
      const recorder = new ProgressRecorder(makePrinter(io, isQuiet ? "quiet" : flags.progress));
      let outcome: BuildOutcome;
      try {
        outcome = await runBuild(ended, client, request, { answer, printer: recorder });
      } catch (error) {
        recorder.finish();
        showFailure(io.stderr, recorder, error);
        throw new ExitError(1);
      }
      recorder.finish();
      if (outcome.answer !== undefined && question.ask !== "build") {
        const fileName = flags.file === "" ? "Dockerfile" : flags.file;
        return showAnswer(io.stdout, question.ask, { answer: outcome.answer, format: question.format, fileName });
      }
      if (flags.progress !== "rawjson" && !isQuiet) showWarnings(io.stderr, recorder.warnings, io.env["DEBUG"] === "1");
      if (flags.why) showWhy(io.stderr, recorder.misses);
      report(io, flags, outcome);
      return 0;
    } finally {
      if (places.temporary !== undefined) rmSync(places.temporary, { recursive: true, force: true });
    }
  });
});

/** What is wrong before the engine is asked is told as a failed build. */
async function failing<T>(io: Io, work: () => Promise<T>): Promise<T> {
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

function report(io: Io, flags: BuildFlagValues, { id, exported = {} }: BuildOutcome): void {
  const digest = exported["containerimage.digest"] ?? "";
  if (flags.quiet) io.stdout.write(`${digest}\n`);
  if (flags.iidfile !== "") writeFileSync(flags.iidfile, digest);
  if (flags["metadata-file"] === "") return;
  const { "containerimage.descriptor": descriptor, ...rest } = exported;
  const metadata = {
    "buildx.build.ref": `default/default/${id}`,
    ...rest,
    ...(descriptor === undefined
      ? {}
      : { "containerimage.descriptor": JSON.parse(Buffer.from(descriptor, "base64").toString("utf8")) as unknown }),
  };
  writeFileSync(flags["metadata-file"], `${JSON.stringify(metadata, undefined, 2)}`);
}
