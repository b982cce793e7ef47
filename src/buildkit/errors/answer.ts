import type { HandlerContext } from "@connectrpc/connect";
import type { Log, Op } from "#base/op.ts";
import { grpcError } from "./to-client.ts";

/** The op of a call: it ends when the client gives it up, or its connection goes. */
export function opOf(context: HandlerContext, log: Log): Op {
  return { signal: context.signal, log };
}

/** Runs a call; what it throws is told as gRPC does. */
export async function answered<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw grpcError(error);
  }
}

/** As `answered`, of a call that answers many times. */
export async function* answeredAll<T>(calls: () => AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* calls();
  } catch (error) {
    throw grpcError(error);
  }
}
