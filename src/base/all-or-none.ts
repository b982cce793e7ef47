import type { Op } from "./op.ts";

/** Works on all at once. The first failure ends the others, and is thrown when they are over: nothing runs on behind it. */
export async function allOrNone<T, R>(
  op: Op,
  items: readonly T[],
  work: (op: Op, item: T) => Promise<R>,
): Promise<R[]> {
  const failing = new AbortController();
  const shared: Op = { log: op.log, signal: AbortSignal.any([op.signal, failing.signal]) };
  let failure: { readonly reason: unknown } | undefined;
  const results = items.map(async (item) => {
    try {
      return { value: await work(shared, item) };
    } catch (error) {
      failure ??= { reason: error };
      failing.abort();
      return undefined;
    }
  });
  const settled = await Promise.all(results);
  if (failure !== undefined) throw failure.reason;
  return settled.flatMap((result) => (result === undefined ? [] : [result.value]));
}
