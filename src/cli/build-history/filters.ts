import type { BuildRecord } from "#formats/build/build-record.ts";
import { parseGitUrl } from "#formats/git-url/parse.ts";
import { parseDuration } from "../values/duration.ts";

type Fits = (record: BuildRecord) => boolean;

/** `--filter` of the history; all have to fit. @throws Error in buildx's words */
export function recordFilters(texts: readonly string[], now: number): Fits {
  const tests = texts.map((text) => recordFilter(text, now));
  return (record) => tests.every((fits) => fits(record));
}

const signs = ["!=", "=", "<=", "<", ">=", ">"];

/** Cut at the first sign of the list that is there, wherever it stands: `a<=b` is cut at `=`, as buildx does. */
function recordFilter(text: string, now: number): Fits {
  const sign = signs.find((candidate) => text.includes(candidate));
  if (sign === undefined) throw new Error(`invalid filter ${JSON.stringify(text)}`);
  const at = text.indexOf(sign);
  const [key, value] = [text.slice(0, at), text.slice(at + sign.length)];
  const read = textFields[key];
  if (read !== undefined) return byText(read, { text, sign, value, isWhole: key === "status" });
  const measure = numberFields[key];
  if (measure === undefined) throw new Error(`unsupported filter ${JSON.stringify(text)}`);
  if (sign === "=" || sign === "!=")
    throw new Error(`invalid separator for ${JSON.stringify(text)}, expected <=, <, >= or >`);
  return recordComparison(key, sign, { value, now });
}

const textFields: Readonly<Record<string, (record: BuildRecord) => string>> = {
  ref: ({ id }) => id,
  repository: ({ request }) => request["vcs:source"] ?? remoteOf(request["context"] ?? ""),
  status: ({ completedAt, error }) => {
    if (completedAt === undefined) return "running";
    if (error === undefined) return "completed";
    return error.includes("context canceled") ? "canceled" : "error";
  },
};

function remoteOf(context: string): string {
  try {
    return parseGitUrl(context)?.remote ?? "";
  } catch {
    return "";
  }
}

const numberFields: Readonly<Record<string, (record: BuildRecord) => number>> = {
  startedAt: ({ createdAt }) => Math.floor(createdAt / 1000),
  completedAt: ({ completedAt }) => Math.floor((completedAt ?? 0) / 1000),
  duration: ({ createdAt, completedAt }) => (completedAt === undefined ? 0 : (completedAt - createdAt) * 1e6),
};

interface TextTest {
  readonly text: string;
  readonly sign: string;
  readonly value: string;
  /** Equal as a whole; else one in the other. */
  readonly isWhole: boolean;
}

function byText(read: (record: BuildRecord) => string, { text, sign, value, isWhole }: TextTest): Fits {
  if (sign === "!=") return (record) => read(record) !== value;
  if (sign !== "=") throw new Error(`invalid separator for ${JSON.stringify(text)}, expected = or !=`);
  return (record) => (isWhole ? read(record) === value : read(record).includes(value));
}

function recordComparison(
  key: string,
  sign: string,
  { value, now }: { readonly value: string; readonly now: number },
): Fits {
  const measure = numberFields[key] ?? (() => 0);
  const bound = key === "duration" ? durationOf(value) : timeOf(value, now);
  const holds: Readonly<Record<string, (number: number) => boolean>> = {
    ">=": (number) => number >= bound,
    "<=": (number) => number <= bound,
    ">": (number) => number > bound,
    "<": (number) => number < bound,
  };
  return (record) => holds[sign]?.(measure(record)) ?? false;
}

function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch {
    throw new Error(`invalid duration ${text}`);
  }
}

/** Seconds since 1970, of a time or of how long ago it was. */
function timeOf(text: string, now: number): number {
  try {
    return Math.floor((now - parseDuration(text) / 1e6) / 1000);
  } catch {
    const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(time)) throw new Error(`invalid time ${text}`);
    return Math.floor(time / 1000);
  }
}
