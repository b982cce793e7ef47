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

/** Go's `%q` of a pointer to a health check, as BuildKit 0.25 writes it: its number is a character. */
export function healthText(health: RunHealthcheck): string {
  const durations = [health.Interval, health.Timeout, health.StartPeriod, health.StartInterval];
  const times = durations.map((nanoseconds) => quote(formatDuration(BigInt(nanoseconds ?? 0))));
  const retries = quote(String.fromCodePoint(health.Retries ?? 0), { mark: "'" });
  return `&{${[quotedList(health.Test ?? []), ...times, retries].join(" ")}}`;
}
