import { rawStream } from "#client/raw-stream.ts";
import { ConnectError, type RawStream } from "#client/transport.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import type { Input } from "../../io/io.ts";
import { copyRaw } from "../../streams/copy-output.ts";

export const command = { usage: "", arguments: noArguments, flags: {} } satisfies Command;

/** Ends with the engine's side; the end of the input is passed on. */
export const run = runs(command, async (op, io, client) => {
  const stream = await rawStream(op, client).catch((error: Error) => {
    throw new ExitError(1, `failed to open the raw stream connection: ${dialText(client.host, error)}`);
  });
  const stop = new AbortController();
  try {
    void passOn(io.stdin, stream, stop.signal);
    await copyRaw(stream.body, io.stdout);
  } finally {
    stop.abort();
    stream.close();
  }
});

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  ECONNREFUSED: "connection refused",
  EACCES: "permission denied",
};

function dialText(host: string, error: Error): string {
  const reason = error instanceof ConnectError ? reasons[error.code] : undefined;
  return reason === undefined ? error.message : `dial ${host.replace("://", " ")}: connect: ${reason}`;
}

async function passOn(input: Input, stream: RawStream, signal: AbortSignal): Promise<void> {
  try {
    for await (const chunk of input.read(signal)) await stream.write(chunk);
    if (!signal.aborted) stream.closeWrite();
  } catch {
    // The engine has gone, which the other way notices too.
  }
}
