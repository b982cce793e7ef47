import { boolOf } from "#base/strconv.ts";
import type { Environment } from "../command.ts";

/**
 * The words of a command line (behind the program's own flags) as Docker's client has them: `build` and `builder` are
 * buildx's to it, where that may be used.
 */
export function asBuildxLine(words: readonly string[], env: Environment): readonly string[] {
  const [first, second] = words;
  if (boolOf(env["DOCKER_BUILDKIT"] ?? "") === false) return words;
  if (first === "builder") return ["buildx", ...words.slice(1)];
  if (first === "build") return ["buildx", ...words];
  return first === "image" && second === "build" ? ["buildx", ...words.slice(1)] : words;
}
