import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { EngineError } from "#base/errors.ts";
import type { HistoryRecord } from "#core/build/contract.ts";
import { errorDetails, statusCode } from "../errors/to-client.ts";
import type { DescriptorSchema } from "../gen/control.gen.ts";
import { StatusSchema } from "../gen/status.gen.ts";

export interface ExternalError {
  readonly descriptor: MessageInitShape<typeof DescriptorSchema>;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** Why a build failed, with the place in the Dockerfile, as the status that its client was told; undefined: it did not fail. */
export function externalError({ error, failure }: HistoryRecord): ExternalError | undefined {
  if (error === undefined || failure === undefined) return undefined;
  const { kind, ...facts } = failure;
  const known = Object.assign(new EngineError(kind, error), facts);
  const status = create(StatusSchema, { code: statusCode(kind), message: error, details: errorDetails(known) });
  const bytes = toBinary(StatusSchema, status);
  const digest = digestOf(bytes);
  const mediaType = "application/vnd.googeapis.google.rpc.status+proto";
  return { descriptor: { mediaType, digest, size: BigInt(bytes.length) }, digest, bytes };
}
