import type { ServiceImpl } from "@connectrpc/connect";
import { Code, ConnectError } from "@connectrpc/connect";
import { isEngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import { answered, answeredAll, opOf } from "../errors/answer.ts";
import type { Content, ReadContentRequest, ReadContentResponse } from "../gen/content.gen.ts";
import { externalError } from "./external-error.ts";
import type { ControlGround } from "./solve.ts";

/** Of one message. */
const pieceBytes = 1 << 20;

/** What records of the history name, to be read (containerd's api/services/content): nothing is written. */
export function contentService(ground: ControlGround): Partial<ServiceImpl<typeof Content>> {
  const { log } = ground;
  return {
    info: ({ digest }, context) =>
      answered(async () => {
        const bytes = await documentOf(opOf(context, log), ground, digest);
        return { info: { digest, size: BigInt(bytes.length) } };
      }),
    read: (request, context) => answeredAll(() => pieces(opOf(context, log), ground, request)),
  };
}

async function* pieces(
  op: Op,
  ground: ControlGround,
  { digest, offset, size }: ReadContentRequest,
): AsyncGenerator<Pick<ReadContentResponse, "offset" | "data">> {
  const bytes = await documentOf(op, ground, digest);
  if (Number(offset) > bytes.length) throw new ConnectError("read past object length", Code.OutOfRange);
  const end = size > 0n ? Math.min(bytes.length, Number(offset + size)) : bytes.length;
  for (let at = Number(offset); at < end; at += pieceBytes) {
    throwIfEnded(op);
    yield { offset: BigInt(at), data: bytes.subarray(at, Math.min(end, at + pieceBytes)) };
  }
}

/** @throws ConnectError */
async function documentOf(op: Op, { backend }: ControlGround, digest: string): Promise<Uint8Array> {
  for (const record of backend.builds.history()) {
    const external = externalError(record);
    if (external?.digest === digest) return external.bytes;
  }
  return await backend.builds.attachment(op, digest).catch((error: unknown) => {
    // Clients tell what is not there from what cannot be read.
    throw isEngineError(error, "not-found") ? new ConnectError(error.message, Code.NotFound) : error;
  });
}
