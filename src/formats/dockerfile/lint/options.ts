import { messageOf } from "#base/errors.ts";
import { trimGoSpace } from "#base/go-space.ts";
import { parseBool, quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";

/** What `# check=skip=…;error=…;experimental=…` says. */
export interface LintOptions {
  readonly skip: ReadonlySet<string> | "all";
  readonly experimental: ReadonlySet<string> | "all";
  /** Whether a finding ends the build. */
  readonly isError: boolean;
}

export const defaultLintOptions: LintOptions = { skip: new Set(), experimental: new Set(), isError: false };

/**
 * Reads the value of the directive `check`, or of the build argument `BUILDKIT_DOCKERFILE_CHECK`.
 * @throws DockerfileError `invalid check option "x"`
 */
export function parseLintOptions(text: string): LintOptions {
  const trimmed = trimGoSpace(text);
  let options = defaultLintOptions;
  if (trimmed === "") return options;
  for (const part of splitAtMost(trimmed, ";", 3)) {
    const equals = part.indexOf("=");
    if (equals < 0) throw new DockerfileError(`invalid check option ${quote(part)}`);
    const [key, value] = [trimGoSpace(part.slice(0, equals)), trimGoSpace(part.slice(equals + 1))];
    if (key === "skip") options = { ...options, skip: rulesOf(value) };
    else if (key === "experimental") options = { ...options, experimental: rulesOf(value) };
    else if (key === "error") options = { ...options, isError: boolOf(value, part) };
    else throw new DockerfileError(`invalid check option ${quote(key)}`);
  }
  return options;
}

function splitAtMost(text: string, separator: string, most: number): string[] {
  const parts = text.split(separator);
  return parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(separator)];
}

function rulesOf(value: string): ReadonlySet<string> | "all" {
  return value === "all" ? "all" : new Set(value.split(",").map(trimGoSpace));
}

function boolOf(value: string, part: string): boolean {
  try {
    return parseBool(value);
  } catch (error) {
    throw new DockerfileError(`failed to parse check option ${quote(part)}: ${messageOf(error)}`);
  }
}
