import { parseDuration } from "#base/duration.ts";
import { EngineError } from "#base/errors.ts";
import type { HistoryRecord } from "#core/build/contract.ts";

type Fits = (record: HistoryRecord) => boolean;

/**
 * The filters of the history, of which each line is conditions that hold all together, and of whose lines one has to fit:
 * `status==error,startedAt>=1h` (moby/buildkit solver/llbsolver/history.go).
 * @throws invalid-argument
 */
export function historyFilter(lines: readonly string[], now: number): Fits {
  const alternatives = lines.map((line) => {
    const conditions = line.split(",").map((text) => condition(text.replaceAll('"', ""), now));
    return (record: HistoryRecord) => conditions.every((fits) => fits(record));
  });
  return (record) => alternatives.length === 0 || alternatives.some((fits) => fits(record));
}

/** @throws invalid-argument */
function condition(text: string, now: number): Fits {
  const [, key = "", sign = "", value = ""] = /^(\w+)(==|!=|~=|<=|>=|<|>)(.*)$/s.exec(text) ?? [];
  switch (key) {
    case "ref":
      return byText(({ id }) => id, sign, value);
    case "status":
      return byText(statusOf, sign, value);
    case "repository":
      return byText(({ request }) => request["vcs:source"] ?? request["context"] ?? "", sign, value);
    case "startedAt":
      return byNumber(({ createdAt }) => createdAt, sign, timeOf(value, now));
    case "completedAt":
      return byNumber(({ completedAt }) => completedAt, sign, timeOf(value, now));
    case "duration":
      return byNumber(
        ({ createdAt, completedAt }) => (completedAt === undefined ? undefined : completedAt - createdAt),
        sign,
        durationMs(value),
      );
    default:
      throw new EngineError("invalid-argument", `unknown filter ${JSON.stringify(text)}`);
  }
}

function statusOf({ completedAt, error, failure }: HistoryRecord): string {
  if (completedAt === undefined) return "running";
  if (error === undefined) return "completed";
  return failure?.kind === "canceled" ? "canceled" : "error";
}

function byText(read: (record: HistoryRecord) => string, sign: string, value: string): Fits {
  if (sign === "==") return (record) => read(record) === value;
  if (sign === "!=") return (record) => read(record) !== value;
  return (record) => read(record).includes(value);
}

function byNumber(read: (record: HistoryRecord) => number | undefined, sign: string, bound: number): Fits {
  const holds = (number: number): boolean => {
    if (sign === ">=") return number >= bound;
    if (sign === "<=") return number <= bound;
    return sign === ">" ? number > bound : number < bound;
  };
  return (record) => {
    const number = read(record);
    return number !== undefined && holds(number);
  };
}

/** A time, or how long before now. @throws invalid-argument */
function timeOf(text: string, now: number): number {
  const time = Date.parse(text);
  return /^\d{4}-/.test(text) && !Number.isNaN(time) ? time : now - durationMs(text);
}

function durationMs(text: string): number {
  return Number(parseDuration(text)) / 1e6;
}
