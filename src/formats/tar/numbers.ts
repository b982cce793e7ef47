import { tarError } from "./entry.ts";

/**
 * A number field of a header block: octal digits, or base-256 when the first bit is set (GNU tar, "Basic Tar Format").
 * @throws invalid-argument when it is neither, or not exact as a JavaScript number
 */
export function parseNumber(block: Uint8Array, at: number, length: number): number {
  const first = block[at] ?? 0;
  if ((first & 0x80) !== 0) return parseBase256(block, at, length);
  let index = at;
  const end = at + length;
  while (index < end && (block[index] === 0x20 || block[index] === 0)) index++;
  let value = 0;
  for (; index < end; index++) {
    const digit = block[index] ?? 0;
    if (digit === 0x20 || digit === 0) break;
    if (digit < 0x30 || digit > 0x37) throw tarError("invalid tar header");
    value = value * 8 + digit - 0x30;
  }
  if (!Number.isSafeInteger(value)) throw tarError("invalid tar header");
  return value;
}

function parseBase256(block: Uint8Array, at: number, length: number): number {
  const first = block[at] ?? 0;
  const negative = (first & 0x40) !== 0;
  let value = BigInt(negative ? first - 0x100 : first & 0x7f);
  for (let index = 1; index < length; index++) value = value * 256n + BigInt(block[at + index] ?? 0);
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw tarError("invalid tar header");
  return number;
}

/** A decimal number of an extended header: digits only, exact. @throws invalid-argument */
export function parseDecimal(text: string): number {
  if (!/^[0-9]{1,16}$/.test(text)) throw tarError("invalid tar header");
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw tarError("invalid tar header");
  return value;
}

export interface TarTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** A time of an extended header (POSIX pax, "mtime"): seconds with a decimal fraction; digits past nanoseconds are dropped. */
export function parseTime(text: string): TarTime {
  const match = /^(-?)([0-9]{1,15})(?:\.([0-9]*))?$/.exec(text);
  if (match === null) throw tarError("invalid tar header");
  const seconds = Number(match[2]);
  const nanoseconds = Number((match[3] ?? "").slice(0, 9).padEnd(9, "0"));
  if (match[1] === "") return { seconds, nanoseconds };
  if (nanoseconds === 0) return { seconds: seconds === 0 ? 0 : -seconds, nanoseconds };
  return { seconds: -seconds - 1, nanoseconds: 1_000_000_000 - nanoseconds };
}

/** The fraction as an extended header writes it. */
export function formatTime(time: TarTime): string {
  const negative = time.seconds < 0 && time.nanoseconds > 0;
  const seconds = negative ? -time.seconds - 1 : time.seconds;
  const nanoseconds = negative ? 1_000_000_000 - time.nanoseconds : time.nanoseconds;
  const fraction = nanoseconds === 0 ? "" : `.${String(nanoseconds).padStart(9, "0").replace(/0+$/, "")}`;
  return `${negative ? "-" : ""}${seconds}${fraction}`;
}
