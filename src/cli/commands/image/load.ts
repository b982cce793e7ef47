import { createReadStream, openSync } from "node:fs";
import { imageLoad } from "#client/image-load.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { openError } from "../../container-spec/key-values.ts";
import { ExitError } from "../../errors.ts";
import { commaList } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { copyRaw } from "../../streams/copy-output.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { showProgress } from "../../streams/progress.ts";
import { platformJson } from "../../values/platform.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    input: string({ short: "i", usage: "Archive to read instead of standard input" }),
    platform: commaList({ usage: "Load only these platforms (os[/arch[/variant]])", type: "string" }),
    quiet: bool({ short: "q", usage: "Suppress progress" }),
  },
  aliases: ["docker image load", "docker load"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags }) => {
  const platforms = flags.platform.map(platformJson);
  const quiet = flags.quiet || !io.stdout.isTerminal;
  await interruptible(op, io, async (ended) => {
    const archive = flags.input === "" ? standardInput(ended.signal, io) : fileInput(flags.input);
    const answer = await imageLoad(ended, client, archive, { quiet, platforms });
    const isJson = (answer.headers.get("content-type") ?? "").startsWith("application/json");
    await (isJson ? showProgress(io.stdout, answer.body) : copyRaw(answer.body, io.stdout));
  });
});

function standardInput(signal: AbortSignal, io: Io): AsyncIterable<Uint8Array> {
  if (io.stdin.isTerminal) throw new ExitError(1, "requested load from stdin, but stdin is empty");
  return io.stdin.read(signal);
}

function fileInput(path: string): AsyncIterable<Uint8Array> {
  try {
    return createReadStream("", { fd: openSync(path, "r"), highWaterMark: 1 << 18 });
  } catch (error) {
    throw new ExitError(1, openError(path, error));
  }
}
