import { isEngineError, messageOf } from "#base/errors.ts";
import { BuildError } from "#core/build/errors.ts";

/** An error of a build in the words of the classic builder. */
export function classicError(error: unknown): unknown {
  if (!isEngineError(error)) return error;
  const { location, vertex, exitCode }: Partial<BuildError> = error instanceof BuildError ? error : {};
  const facts = { location, vertex, exitCode, cause: error };
  const kind = error.kind === "not-found" ? "unknown" : error.kind;
  return new BuildError(kind, classicText(messageOf(error)), facts);
}

const rules: ReadonlyArray<readonly [RegExp, (...found: string[]) => string]> = [
  [
    /^process (".*") did not complete successfully: exit code: (\d+)$/s,
    (command, code) => `The command '${unquoted(command ?? "")}' returned a non-zero code: ${code ?? ""}`,
  ],
  [
    /^(?:failed to (?:calculate checksum|compute cache key).*)?"\/(.*)": not found$/s,
    (path) =>
      `COPY failed: file not found in build context or excluded by .dockerignore: stat ${path ?? ""}: file does not exist`,
  ],
  [
    /^failed to read dockerfile: open (.*): no such file or directory$/,
    (path) => `Cannot locate specified Dockerfile: ${path ?? ""}`,
  ],
  [
    /^circular dependency detected on stage: stage-(\d+)$/,
    (index) => `invalid from flag value ${index ?? ""}: refers to current build stage`,
  ],
  [
    /^(?:invalid port: ".*": )?invalid (containerPort|proto): (.*)$/,
    (what, value) => `Invalid ${what ?? ""}: ${value ?? ""}`,
  ],
];

function classicText(message: string): string {
  for (const [pattern, words] of rules) {
    const found = pattern.exec(message);
    if (found !== null) return words(...found.slice(1));
  }
  return message;
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
