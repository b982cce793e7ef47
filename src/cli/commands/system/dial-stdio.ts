import { rawStream } from "#client/raw-stream.ts";
import { ConnectError } from "#client/transport.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { relayStdio } from "../../streams/relay-stdio.ts";

export const command = { usage: "", arguments: noArguments, flags: {} } satisfies Command;

/** Ends with the engine's side; the end of the input is passed on. */
export const run = runs(command, async (op, io, client) => {
  const stream = await rawStream(op, client).catch((error: Error) => {
    throw new ExitError(1, `failed to open the raw stream connection: ${dialText(client.host, error)}`);
  });
  await relayStdio(io, stream);
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
