import { writeFileSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { openError } from "../container-spec/key-values.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { BuildFailure } from "./build-failure.ts";
import { buildMetadata, writeMetadata } from "./metadata.ts";
import { makePrinter } from "./progress/make-printer.ts";
import { ProgressRecorder } from "./progress/recorder.ts";
import { showAnswer } from "./show-answer.ts";
import { failureText, showWarnings } from "./show-failure.ts";
import { showWhy } from "./show-why.ts";
import { type BuildCommand, prepareTarget } from "./solve-target.ts";

function writeImageId(path: string, digest: string): void {
  try {
    writeFileSync(path, digest);
  } catch (error) {
    throw new Error(`writing image ID file: ${openError(path, error)}`);
  }
}

/** One build with all that is printed of it. @returns the exit code */
export async function buildImage(op: Op, io: Io, client: Client, command: BuildCommand): Promise<number> {
  const { flags } = command;
  const isQuiet = flags.quiet || flags.progress === "quiet";
  let recorder: ProgressRecorder | undefined;
  const openProgress = (): ProgressRecorder => {
    const printer = makePrinter(io.stderr, io.env, flags.quiet ? "quiet" : flags.progress, { builder: io.contextName });
    recorder = new ProgressRecorder(printer);
    return recorder;
  };
  const finish = (): void => {
    recorder?.finish();
    if (flags.progress !== "rawjson" && !isQuiet)
      showWarnings(io.stderr, recorder?.warnings ?? [], io.env["DEBUG"] === "1");
  };
  const failed = (error: unknown): never => {
    if (!(error instanceof BuildFailure)) throw error;
    finish();
    io.stderr.write(failureText(error, "ERROR: failed to build: "));
    throw new ExitError(1);
  };
  using target = await prepareTarget(op, io, command).catch(failed);
  const solved = await target.solve(op, client, openProgress()).catch(failed);
  const { outcome, question, format, fileName } = solved;
  const place = question === "build" ? flags["metadata-file"] : "";
  const metadata =
    place === "" ? {} : await buildMetadata(op, io, client, { outcome, progress: recorder ?? openProgress() });
  finish();
  if (outcome.answer !== undefined && question !== "build") {
    if (flags.quiet) io.stdout.write("\n");
    return showAnswer(io.stdout, question, { answer: outcome.answer, format, fileName });
  }
  if (flags.why) showWhy(io.stderr, recorder?.misses ?? []);
  const digest = outcome.exported?.["containerimage.digest"] ?? "";
  if (flags.quiet) io.stdout.write(`${digest}\n`);
  if (flags.iidfile !== "") writeImageId(flags.iidfile, digest);
  if (place !== "") writeMetadata(place, metadata);
  return 0;
}
