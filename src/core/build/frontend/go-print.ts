import { formatDuration } from "#base/duration.ts";
import { quote } from "#base/strconv.ts";
import type { RunHealthcheck } from "#formats/oci/image.ts";

/** Go's `%q` of a list of strings: `["a" "b"]`. */
export function quotedList(words: readonly string[]): string {
  return `[${words.map((word) => quote(word)).join(" ")}]`;
}

/** Go's `%v` of a list of strings: `[a b]`. */
export function plainList(words: readonly string[]): string {
  return `[${words.join(" ")}]`;
}

/** Go's `%+v` of a health check. */
export function healthText(health: RunHealthcheck): string {
  const duration = (nanoseconds: number | undefined): string => formatDuration(BigInt(nanoseconds ?? 0));
  return [
    `{Test:${plainList(health.Test ?? [])}`,
    `Interval:${duration(health.Interval)}`,
    `Timeout:${duration(health.Timeout)}`,
    `StartPeriod:${duration(health.StartPeriod)}`,
    `StartInterval:${duration(health.StartInterval)}`,
    `Retries:${health.Retries ?? 0}}`,
  ].join(" ");
}
