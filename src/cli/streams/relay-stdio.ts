import type { RawStream } from "#client/transport.ts";
import type { Input, Io } from "../io/io.ts";
import { copyRaw } from "./copy-output.ts";

/** Joins the standard streams to a connection. Ends with the other side; the end of the input is passed on. */
export async function relayStdio(io: Pick<Io, "stdin" | "stdout">, stream: RawStream): Promise<void> {
  const stop = new AbortController();
  try {
    void passOn(io.stdin, stream, stop.signal);
    await copyRaw(stream.body, io.stdout);
  } finally {
    stop.abort();
    stream.close();
  }
}

async function passOn(input: Input, stream: RawStream, signal: AbortSignal): Promise<void> {
  try {
    for await (const chunk of input.read(signal)) await stream.write(chunk);
    if (!signal.aborted) stream.closeWrite();
  } catch {
    // The engine has gone, which the other way notices too.
  }
}
