import { parseDuration } from "#base/duration.ts";
import { parseInteger, quote } from "#base/strconv.ts";
import type { RunHealthcheck } from "#formats/oci/image.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import type { DockerfileNode } from "../parser/node.ts";
import { commandLine } from "./commands.ts";
import { atLeastOneArgument } from "./errors.ts";
import { type Flags, readFlags } from "./flags.ts";

const flagTypes = {
  interval: "text",
  timeout: "text",
  "start-period": "text",
  "start-interval": "text",
  retries: "text",
} as const;

const durations = {
  interval: "Interval",
  timeout: "Timeout",
  "start-period": "StartPeriod",
  "start-interval": "StartInterval",
} as const;

export function readHealthcheck(node: DockerfileNode): RunHealthcheck {
  const [word, ...rest] = node.args;
  if (word === undefined) throw atLeastOneArgument("HEALTHCHECK");
  const type = word.toUpperCase();
  if (type === "NONE") {
    if (rest.length > 0) throw new DockerfileError("HEALTHCHECK NONE takes no arguments");
    return { Test: ["NONE"] };
  }
  const flags = readFlags(node.flags, flagTypes);
  if (type !== "CMD") throw new DockerfileError(`Unknown type ${quote(type)} in HEALTHCHECK (try CMD)`);
  const { words, usesShell } = commandLine(rest, node.isJson);
  if (words.length === 0) throw new DockerfileError("Missing command after HEALTHCHECK CMD");
  return { Test: [usesShell ? "CMD-SHELL" : "CMD", ...words], ...settings(flags) };
}

function settings(flags: Flags<typeof flagTypes>): Omit<RunHealthcheck, "Test"> {
  const values: Record<string, number> = {};
  for (const [flag, field] of Object.entries(durations)) {
    const value = durationOf(flags.text(flag as keyof typeof durations), flag);
    if (value !== 0) values[field] = value;
  }
  const retries = flags.text("retries");
  if (retries !== "") {
    const count = parseInteger(retries, { bits: 32 });
    if (count < 0) throw new DockerfileError(`--retries cannot be negative (${count})`);
    if (count > 0) values["Retries"] = count;
  }
  return values;
}

/** Nanoseconds; 0 where there is no text. */
function durationOf(text: string, flag: string): number {
  if (text === "") return 0;
  const value = parseDuration(text);
  if (value !== 0n && value < 1_000_000n) throw new DockerfileError(`Interval ${quote(flag)} cannot be less than 1ms`);
  return Number(value);
}
