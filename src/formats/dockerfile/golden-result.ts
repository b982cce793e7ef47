import { sourceExcerpt } from "#formats/build/excerpt.ts";
import { DockerfileError } from "./dockerfile-error.ts";
import { parseStages } from "./instructions/parse-stages.ts";
import type { LintReport } from "./lint/linter.ts";
import { parseDockerfile } from "./parser/parse.ts";
import type { SourceRange } from "./source-range.ts";

/** All that is said of a Dockerfile without building it, as the files in `golden` hold it; ranges as `2:1-3:5`. */
export function goldenResult(text: string): unknown {
  const findings: string[] = [];
  const report: LintReport = ({ rule, message, range }) => {
    findings.push(`${rule.name}: ${message} (${rangeText(range)})`);
  };
  try {
    const parsed = parseDockerfile(text);
    return compact({ ...parsed, ...parseStages(parsed.nodes, report), findings });
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error;
    const excerpt = sourceExcerpt({ fileName: "Dockerfile", text }, error.ranges);
    return compact({ error: error.message, ranges: error.ranges, excerpt: excerpt.split("\n"), findings });
  }
}

/** Without what is empty, and with ranges as texts. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== "object" || value === null) return value;
  if ("start" in value && "end" in value) return rangeText(value as SourceRange);
  const kept = Object.entries(value).filter(([, item]) => !isEmpty(item));
  return Object.fromEntries(kept.map(([key, item]) => [key, compact(item)]));
}

function isEmpty(value: unknown): boolean {
  return value === "" || value === false || (Array.isArray(value) && value.length === 0);
}

function rangeText({ start, end }: SourceRange): string {
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}
