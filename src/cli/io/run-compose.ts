import { runCompose } from "../compose/dispatch.ts";
import { ExitError } from "../errors.ts";
import { type RecordingIoOptions, recordingIo, type ScriptedAnswer, scriptedClient } from "./fake.ts";
import type { CommandResult } from "./run-command.ts";

/** Runs a command line of Compose, as behind `docker compose`, with an engine that gives `answers` in turn. */
export async function runComposeLine(
  argv: readonly string[],
  options: { readonly answers?: readonly ScriptedAnswer[]; readonly io?: RecordingIoOptions } = {},
): Promise<CommandResult> {
  const { client, requests } = scriptedClient(options.answers ?? []);
  const io = recordingIo(options.io ?? {});
  try {
    const code = await runCompose(io.op, io, client, argv);
    return { code, ...io.printed(), requests };
  } catch (error) {
    const { out, err } = io.printed();
    const code = error instanceof ExitError ? error.exitCode : 1;
    return { code, out, err: `${err}${(error as Error).message}`, requests };
  }
}
