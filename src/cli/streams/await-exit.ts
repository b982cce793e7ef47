import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerWait } from "#client/container-wait.ts";
import type { Io } from "../io/io.ts";

const unknownExit = 125;

/** A wait for the end of a container. */
export interface ExitWait {
  /** Its exit code; 125 when the engine could not say. Never rejects. */
  readonly code: Promise<number>;
}

/** Begins to wait for the next exit, or for the removal that follows it, before the container is started. */
export async function awaitExit(
  op: Op,
  io: Io,
  client: Client,
  target: { readonly id: string; readonly removed: boolean },
): Promise<ExitWait> {
  const wait = await containerWait(op, client, target.id, { condition: target.removed ? "removed" : "next-exit" });
  return {
    code: wait.result.then(
      (result) => codeOf(io, result),
      (error: Error) => failedWait(io, error.message),
    ),
  };
}

function codeOf(
  io: Io,
  result: { readonly StatusCode: number; readonly Error?: { readonly Message?: string } },
): number {
  const message = result.Error?.Message ?? "";
  return message === "" ? result.StatusCode : failedWait(io, message);
}

function failedWait(io: Io, message: string): number {
  io.stderr.write(`error waiting for container: ${message}\n`);
  return unknownExit;
}
