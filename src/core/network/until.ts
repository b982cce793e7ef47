import { badUntil } from "./errors.ts";

const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * The time of a prune's `until`, in milliseconds since 1970: seconds since 1970, a date as RFC 3339 or a part of one (in
 * UTC), or how long ago in Go's notation. @throws invalid-argument in Docker's words
 */
export function parseUntil(text: string, now: number): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^\d{4}-\d\d-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/.test(text)) {
    const [date = "", clock = "00"] = text.replace(/(Z|[+-]\d\d:\d\d)$/, "").split("T");
    const zone = /(Z|T.*[+-]\d\d:\d\d)$/.test(text) ? text.slice(date.length + 1 + clock.length) : "Z";
    const time = Date.parse(`${date}T${[...clock.split(":"), "00", "00"].slice(0, 3).join(":")}${zone || "Z"}`);
    if (!Number.isNaN(time)) return time;
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) throw badUntil(text);
  return now - parts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * (unitsMs[unit] ?? 0), 0);
}
