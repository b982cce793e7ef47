import type { CommandModule } from "../command.ts";
import { ExitError } from "../errors.ts";
import { parseFlags } from "../flags/parse.ts";
import {
  type RecordedRequest,
  type RecordingIoOptions,
  recordingIo,
  type ScriptedAnswer,
  scriptedClient,
} from "./fake.ts";

/** What a command did against a scripted engine. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly requests: readonly RecordedRequest[];
}

/** Runs a command's file as the dispatcher does, with an engine that gives `answers` in turn. */
export async function runCommand(
  module: { readonly command: CommandModule["command"]; readonly run: unknown },
  argv: readonly string[],
  options: { readonly answers: readonly ScriptedAnswer[]; readonly io?: RecordingIoOptions },
): Promise<CommandResult> {
  const { client, requests } = scriptedClient(options.answers);
  const io = recordingIo(options.io ?? {});
  const parsed = parseFlags(module.command.flags, argv, { interspersed: module.command.interspersed ?? true });
  const invocation = { flags: parsed.values, args: parsed.args, changed: parsed.changed };
  const run = module.run as CommandModule["run"];
  try {
    const code = (await run(io.op, io, client, invocation as never)) ?? 0;
    return { code, ...io.printed(), requests };
  } catch (error) {
    const { out, err } = io.printed();
    const code = error instanceof ExitError ? error.exitCode : 1;
    return { code, out, err: `${err}${(error as Error).message}`, requests };
  }
}
