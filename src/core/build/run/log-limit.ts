/** BuildKit's limits of what one stream of a step may log. */
export const logLimits = { bytes: 2 * 1024 * 1024, bytesPerSecond: 200 * 1024 } as const;

/** Cuts what one stream of a step logs beyond the limits, and says so where it begins to. */
export class LogLimit {
  readonly #startedAt: number;
  #seen = 0;
  #clipping = false;

  /** Times are milliseconds. */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** What of `data` is logged. */
  pass(data: Uint8Array, now: number): Uint8Array {
    const seconds = Math.max(1, Math.ceil((now - this.#startedAt) / 1000));
    const bySpeed = seconds * logLimits.bytesPerSecond;
    const limit = Math.min(bySpeed, logLimits.bytes);
    const allowed = Math.max(0, Math.min(data.length, limit - this.#seen));
    this.#seen += data.length;
    if (allowed === data.length) {
      this.#clipping = false;
      return data;
    }
    const kept = data.subarray(0, allowed);
    if (this.#clipping) return kept;
    this.#clipping = true;
    const reached = bySpeed <= logLimits.bytes ? "200KiB/s" : "2MiB";
    return Buffer.concat([kept, Buffer.from(`\n[output clipped, log limit ${reached} reached]\n`)]);
  }
}
