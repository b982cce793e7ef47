import { Code, ConnectError } from "@connectrpc/connect";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { SentTree } from "#core/build/session.ts";
import type { TreeReader } from "../backend.ts";
import { clientError } from "../errors/from-client.ts";
import { FileSend } from "../gen/filesync.gen.ts";
import { PacketSchema } from "../gen/fsutil.gen.ts";
import { SentFiles } from "./sent-files.ts";
import type { Session } from "./session.ts";

/** Of messages of a file; what is larger is cut. */
const pieceBytes = 1024 * 1024;

/** Sends the client the output of exporter number `exporter`, which it writes to one file. @throws conflict where there is one */
export async function sendFile(
  op: Op,
  session: Session,
  exporter: number,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  session.require(FileSend.method.diffCopy);
  try {
    const options = session.call(op, exporterMetadata(exporter));
    for await (const _ of session.client(FileSend).diffCopy(pieces(content), options)) {
      // It answers by its end alone.
    }
  } catch (error) {
    if (ConnectError.from(error).code === Code.AlreadyExists)
      throw new EngineError("conflict", "target already exists");
    throw clientError("output to the client", error);
  }
}

/** Sends the client the output of exporter number `exporter`, which it writes to a folder. */
export async function sendTree(
  op: Op,
  session: Session,
  { exporter, tree, reader }: { readonly exporter: number; readonly tree: SentTree; readonly reader: TreeReader },
): Promise<void> {
  session.require(FileSend.method.diffCopy);
  const files = new SentFiles(tree, reader);
  // The same method, but with fsutil's packets instead of bytes (BuildKit's filesync, CopyToCaller).
  const method = { ...FileSend.method.diffCopy, input: PacketSchema, output: PacketSchema };
  const { signal, headers } = session.call(op, exporterMetadata(exporter));
  try {
    const answer = await session.transport.stream(method, signal, undefined, headers, files.packets());
    for await (const request of answer.message) files.take(request);
  } catch (error) {
    throw clientError("output to the client", files.failure ?? error);
  } finally {
    files.end();
  }
}

function exporterMetadata(exporter: number): Record<string, readonly string[]> {
  return { "buildkit-attachable-exporter-id": [String(exporter)] };
}

async function* pieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<{ data: Uint8Array }> {
  for await (const chunk of content)
    for (let at = 0; at < chunk.length; at += pieceBytes) yield { data: chunk.subarray(at, at + pieceBytes) };
}
