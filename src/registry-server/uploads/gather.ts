const pieceBytes = 512 * 1024;

/**
 * Joins small pieces, so that each write to a disk is worth its while. A piece is only good until the next one is asked
 * for. What came before a failure is given before the failure is thrown.
 */
export async function* gathered(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let buffer: Buffer | undefined;
  let fill = 0;
  let failure: { readonly error: unknown } | undefined;
  const pieces = body[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done === true) break;
      for (let at = 0; at < value.length; ) {
        buffer ??= Buffer.allocUnsafe(pieceBytes);
        const part = value.subarray(at, at + pieceBytes - fill);
        buffer.set(part, fill);
        fill += part.length;
        at += part.length;
        if (fill < pieceBytes) continue;
        yield buffer;
        fill = 0;
      }
    }
  } catch (error) {
    failure = { error };
  }
  if (fill > 0 && buffer !== undefined) yield buffer.subarray(0, fill);
  if (failure !== undefined) throw failure.error;
}
