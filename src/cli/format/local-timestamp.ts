/** A time here as Go's RFC 3339 with nine digits of fraction. @param ms milliseconds since 1970 */
export function localTimestamp(ms: number): string {
  const offset = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + offset * 60_000).toISOString().replace("Z", "000000");
  if (offset === 0) return `${local}Z`;
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}
