import { invalid } from "./invalid.ts";

/** moby parsers.ParseUintListMaximum as sysinfo calls it. */
const maximum = 8192;

/**
 * The numbers of a list such as `0-3,7`. Bounded, so that a huge range costs nothing (CVE-2018-20699).
 * @throws invalid-argument `invalid format: x`, `value of out range, maximum is 8192`
 */
export function parseNumberList(text: string): Set<number> {
  const numbers = new Set<number>();
  if (text === "") return numbers;
  for (const part of text.split(",")) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    const low = Number(match?.[1]);
    const high = Number(match?.[2] ?? match?.[1]);
    if (match === null || high < low) throw invalid(`invalid format: ${text}`);
    if (high > maximum) throw invalid(`value of out range, maximum is ${maximum}`);
    for (let number = low; number <= high; number += 1) numbers.add(number);
  }
  return numbers;
}

/** Checks that what is asked for is there. @throws invalid-argument in Docker's words */
export function checkCpuset(asked: string, available: string, kind: "cpus" | "mems"): void {
  let numbers: Set<number>;
  try {
    numbers = parseNumberList(asked);
  } catch (error) {
    throw invalid(`Invalid value ${asked} for cpuset ${kind}: ${(error as Error).message}`);
  }
  const present = parseNumberList(available);
  const missing = [...numbers].some((number) => !present.has(number));
  if (!missing) return;
  const what = kind === "cpus" ? "CPUs" : "memory nodes";
  throw invalid(`Requested ${what} are not available - requested ${asked}, available: ${available}`);
}
