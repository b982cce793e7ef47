import { quote } from "#base/strconv.ts";
import type { Output } from "../io/io.ts";

export interface LogLineOptions {
  /** As an object of JSON, for `--progress json`. */
  readonly isJson: boolean;
  readonly now: number;
  /** When the program began. */
  readonly begin: number;
}

/** Prints a warning as the logs of Docker's Go programs look: on a terminal, in files, and as JSON. */
export function printWarning(out: Output, message: string, { isJson, now, begin }: LogLineOptions): void {
  const time = localTime(new Date(now));
  if (isJson) {
    out.write(`${JSON.stringify({ level: "warning", msg: message, time })}\n`);
    return;
  }
  if (out.isTerminal) {
    const seconds = String(Math.floor((now - begin) / 1000)).padStart(4, "0");
    out.write(`\x1b[33mWARN\x1b[0m[${seconds}] ${message.padEnd(44)} \n`);
    return;
  }
  const shown = /^[a-zA-Z0-9\-._/@^+]+$/.test(message) ? message : quote(message);
  out.write(`time="${time}" level=warning msg=${shown}\n`);
}

/** RFC 3339 in the time of this place. */
function localTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  const zone = minutes === 0 ? "Z" : `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}${zone}`;
}
