import { quote } from "#base/strconv.ts";
import type { Output } from "../io/io.ts";
import { rfcTime } from "./text.ts";

export interface LogLineOptions {
  /** As an object of JSON, for `--progress json`. */
  readonly isJson: boolean;
  readonly now: number;
  /** When the program began. */
  readonly begin: number;
}

/** Prints a warning as the logs of Docker's Go programs look: on a terminal, in files, and as JSON. */
export function printWarning(out: Output, message: string, { isJson, now, begin }: LogLineOptions): void {
  const time = rfcTime(Math.trunc(now / 1000));
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
