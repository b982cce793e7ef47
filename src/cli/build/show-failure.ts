import { EngineError } from "#base/errors.ts";
import { sourceExcerpt } from "#formats/build/excerpt.ts";
import type { Output } from "../io/io.ts";
import type { BuildFailure } from "./build-failure.ts";
import type { WarningEvent } from "./progress/events.ts";

interface Located {
  readonly location?: WarningEvent["location"];
}

/** Says why a build failed as buildx does: the place in the Dockerfile, and the text behind a prefix. */
export function failureText(failure: BuildFailure, prefix: string): string {
  const { reason } = failure;
  const facts = reason instanceof EngineError ? reason.data["facts"] : undefined;
  return `${excerptOf(facts as Located | undefined)}${prefix}${failure.message}\n`;
}

function excerptOf(facts: Located | undefined): string {
  const location = facts?.location;
  return location === undefined || location === null ? "" : excerpt(location);
}

export function excerpt({ source, ranges }: NonNullable<WarningEvent["location"]>): string {
  return sourceExcerpt(
    source,
    ranges.map(({ start, end }) => ({ start: { line: start.line, column: 1 }, end: { line: end.line, column: 1 } })),
  );
}

// buildx colours this whether it writes to a terminal or not.
const [yellow, plain] = ["\x1b[33m", "\x1b[0m"];

/** What the linter found in a build, one line each. */
export function showWarnings(stderr: Output, warnings: readonly WarningEvent[], isDebug: boolean): void {
  const found = warnings.filter(({ level }) => level > 0);
  if (found.length === 0) return;
  const count = `${found.length} warning${found.length === 1 ? "" : "s"} found`;
  const head = `${count}${isDebug ? "" : " (use docker --debug to expand)"}:\n`;
  stderr.write(`\n ${yellow}${head}${plain}`);
  for (const warning of found) {
    stderr.write(` - ${warning.short}\n`);
    if (!isDebug) continue;
    for (const detail of warning.detail) stderr.write(`${detail}\n`);
    if (warning.url !== undefined) stderr.write(`More info: ${warning.url}\n`);
    if (warning.location !== undefined) stderr.write(excerpt(warning.location));
    stderr.write("\n");
  }
}
