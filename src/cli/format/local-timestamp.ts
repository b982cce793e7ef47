/** A time here, in parts. */
export interface LocalTime {
  /** `2024-01-02` */
  readonly day: string;
  /** `03:04:05` */
  readonly clock: string;
  /** Nine digits. */
  readonly fraction: string;
  /** `Z` or `+01:00` */
  readonly zone: string;
}

/** @param nanos nanoseconds since 1970 */
export function localNanoTime(nanos: bigint): LocalTime {
  const ms = Number(nanos / 1_000_000n);
  const offset = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + offset * 60_000).toISOString();
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  const zone = offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
  const fraction = String(nanos % 1_000_000_000n).padStart(9, "0");
  return { day: local.slice(0, 10), clock: local.slice(11, 19), fraction, zone };
}

/** A time here as Go's RFC 3339 with nine digits of fraction. @param nanos nanoseconds since 1970 */
export function localNanoTimestamp(nanos: bigint): string {
  const { day, clock, fraction, zone } = localNanoTime(nanos);
  return `${day}T${clock}.${fraction}${zone}`;
}

/** As `localNanoTimestamp`. @param ms milliseconds since 1970 */
export function localTimestamp(ms: number): string {
  return localNanoTimestamp(BigInt(Math.trunc(ms)) * 1_000_000n);
}
