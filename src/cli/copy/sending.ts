import type { Op } from "#base/op.ts";

/**
 * Sends a body that may fail on the way: its own error is what the caller gets, and the request ends with it, so that the
 * engine does not take a part for the whole.
 */
export async function sending<T>(
  op: Op,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  send: (op: Op, body: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const broken = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  async function* watched(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of content) yield chunk;
    } catch (error) {
      failure = { error };
      broken.abort(error);
      throw error;
    }
  }
  try {
    return await send({ ...op, signal: AbortSignal.any([op.signal, broken.signal]) }, watched());
  } catch (error) {
    throw failure === undefined ? error : failure.error;
  }
}
