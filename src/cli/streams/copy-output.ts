import { StreamDecoder, type StreamPiece } from "#formats/stdcopy.ts";
import type { Output } from "../io/io.ts";

export interface OutputTargets {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Copies raw bytes to stdout until they end. */
export async function copyRaw(body: AsyncIterable<Uint8Array>, stdout: Output): Promise<void> {
  for await (const chunk of body) await stdout.send(chunk);
}

/**
 * Copies the frames of a container without a terminal to where they belong until they end.
 * @throws Error with the engine's text when it sends one in a frame
 */
export async function copyFrames(body: AsyncIterable<Uint8Array>, { stdout, stderr }: OutputTargets): Promise<void> {
  const decoder = new StreamDecoder();
  let failure = "";
  for await (const chunk of body) {
    for (const { stream, data } of joinPieces(decoder.decode(chunk), chunk.length)) {
      if (stream === "system") failure += new TextDecoder().decode(data);
      else await (stream === "stderr" ? stderr : stdout).send(data);
    }
  }
  if (failure !== "") throw new Error(`error from daemon in stream: ${failure}`);
}

/** Makes one of the pieces of a stream that follow each other: a frame is often one line, and each write has its price. */
function* joinPieces(pieces: Iterable<StreamPiece>, atMostBytes: number): Generator<StreamPiece, void, undefined> {
  const bytes = new Uint8Array(atMostBytes);
  let stream: StreamPiece["stream"] = "stdout";
  let [from, to] = [0, 0];
  for (const piece of pieces) {
    if (piece.stream !== stream && to > from) {
      yield { stream, data: bytes.subarray(from, to) };
      from = to;
    }
    stream = piece.stream;
    bytes.set(piece.data, to);
    to += piece.data.length;
  }
  if (to > from) yield { stream, data: bytes.subarray(from, to) };
}
