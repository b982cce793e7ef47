/** CLOCK_MONOTONIC in microseconds: since the machine started, without its sleep. */
export function monotonicMicroseconds(): bigint {
  return process.hrtime.bigint() / 1_000n;
}
