import { writeSync } from "node:fs";
import type { Log } from "#base/op.ts";
import { quote } from "#base/strconv.ts";
import { nowNs } from "#base/time.ts";
import { type LogLevel, logLevels } from "./config/daemon-config.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: "text" | "json";
  /** Where lines go; standard error by default. */
  readonly write?: (line: string) => void;
  readonly now?: () => bigint;
}

/** A log whose level can be changed while it is in use, as a reload does. */
export interface DaemonLog extends Log {
  level: LogLevel;
}

/** Writes lines as dockerd's logger does: `time="…" level=info msg="…" key=value`, or the same as JSON. */
export function createLog(options: LogOptions): DaemonLog {
  const { write = writeToStderr, now = nowNs } = options;
  const format = options.format === "json" ? jsonLine : textLine;
  const log =
    (level: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: Fields = {}) => {
      if (logLevels.indexOf(level) < logLevels.indexOf(self.level)) return;
      write(`${format({ time: fixedTime(now()), level: level === "warn" ? "warning" : level, message, fields })}\n`);
    };
  const self: DaemonLog = {
    level: options.level,
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
  };
  return self;
}

interface Line {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly fields: Fields;
}

function textLine({ time, level, message, fields }: Line): string {
  const parts = [`time=${textValue(time)}`, `level=${level}`, `msg=${textValue(message)}`];
  for (const key of Object.keys(fields).sort()) parts.push(`${key}=${textValue(fieldText(fields[key]))}`);
  return parts.join(" ");
}

function jsonLine({ time, level, message, fields }: Line): string {
  const entries: Array<[string, unknown]> = [
    ["level", level],
    ["msg", message],
    ["time", time],
  ];
  for (const [key, value] of Object.entries(fields))
    entries.push([["level", "msg", "time"].includes(key) ? `fields.${key}` : key, jsonField(value)]);
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

function textValue(text: string): string {
  return /^[a-zA-Z0-9\-._/@^+]*$/.test(text) ? text : quote(text);
}

function fieldText(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function jsonField(value: unknown): unknown {
  if (value instanceof Error) return value.message;
  return typeof value === "bigint" ? String(value) : value;
}

/** RFC 3339 with all nine digits, so that lines stay in columns. */
function fixedTime(ns: bigint): string {
  const whole = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, "2000-01-01T00:00:00".length);
  return `${whole}.${String(ns % 1_000_000_000n).padStart(9, "0")}Z`;
}

/** A line that cannot be written, since nobody reads, is lost: the engine goes on. */
function writeToStderr(line: string): void {
  try {
    writeSync(2, line);
  } catch {
    // See above.
  }
}
