import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerAttach } from "#client/container-attach.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { containerLogs } from "#client/container-logs.ts";
import { StreamDecoder } from "#formats/stdcopy.ts";
import { LineSplitter } from "./line-splitter.ts";

/** Takes the lines of a container. */
export interface LineSink {
  log(line: string): void;
  error(line: string): void;
}

export interface LogChoice {
  readonly follow?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly tail?: string;
  readonly timestamps?: boolean;
}

/** A container's log, line by line; both streams are one. @throws ApiError where its driver gives none */
export async function followLog(
  op: Op,
  client: Client,
  id: string,
  { sink, isTty, choice }: { readonly sink: LineSink; readonly isTty: boolean; readonly choice: LogChoice },
): Promise<void> {
  const body = await containerLogs(op, client, id, { stdout: true, stderr: true, ...choice });
  const splitter = new LineSplitter((line) => sink.log(line));
  await eachPiece(body, isTty, (_, data) => splitter.push(data));
  splitter.end();
}

/** Takes up a container's streams; `ended` resolves at their end, and never rejects. */
export async function attachStreams(
  op: Op,
  client: Client,
  id: string,
  sink: LineSink,
): Promise<{ ended: Promise<void> }> {
  const { Config } = await containerInspect(op, client, id);
  const stream = await containerAttach(op, client, id, { stream: true, stdin: true, stdout: true, stderr: true });
  return { ended: readStreams() };

  async function readStreams(): Promise<void> {
    const stop = (): void => stream.close();
    op.signal.addEventListener("abort", stop, { once: true });
    const out = new LineSplitter((line) => sink.log(line));
    const err = new LineSplitter((line) => sink.error(line));
    try {
      await eachPiece(stream.body, Config?.Tty ?? false, (name, data) => (name === "stderr" ? err : out).push(data));
    } catch {
      // The engine, or the user, has ended it: what came has been shown.
    } finally {
      out.end();
      err.end();
      op.signal.removeEventListener("abort", stop);
      stream.close();
    }
  }
}

async function eachPiece(
  body: AsyncIterable<Uint8Array>,
  isTty: boolean,
  take: (stream: string, data: Uint8Array) => void,
): Promise<void> {
  const decoder = new StreamDecoder();
  for await (const chunk of body) {
    if (isTty) take("stdout", chunk);
    else for (const { stream, data } of decoder.decode(chunk)) take(stream, data);
  }
}
