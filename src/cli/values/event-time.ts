/** When something happened, in nanoseconds since 1970: more digits than a number holds. @param json the engine's text of an event */
export function nanosOf(json: string): bigint {
  const nanos = BigInt(/"timeNano":\s*(\d+)/.exec(json)?.[1] ?? 0);
  if (nanos !== 0n) return nanos;
  return BigInt(/"time":\s*(\d+)/.exec(json)?.[1] ?? 0) * 1_000_000_000n;
}
