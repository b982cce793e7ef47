import { messageOf } from "#base/errors.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import { findMatch, type MatchOptions, matchEnd, parseShellPattern, type ShellPattern } from "./pattern.ts";

/** `${name#pattern}` (shortest) and `${name##pattern}` (greedy). @throws DockerfileError */
export function trimPrefix(value: string, pattern: string, { greedy }: MatchOptions): string {
  return withoutPrefix(value, compiled(pattern), greedy);
}

/** `${name%pattern}` and `${name%%pattern}`: the prefix of what is written backwards. @throws DockerfileError */
export function trimSuffix(value: string, pattern: string, { greedy }: MatchOptions): string {
  const backwards = [...value].reverse().join("");
  const rest = withoutPrefix(backwards, compiled(reversed(pattern)), greedy);
  return [...rest].reverse().join("");
}

/** `${name/pattern/replacement}`. @throws DockerfileError */
export function replaceFirst(value: string, pattern: string, replacement: string): string {
  const found = findMatch(compiled(pattern), value, 0);
  return found === undefined ? value : value.slice(0, found[0]) + replacement + value.slice(found[1]);
}

/**
 * `${name//pattern/replacement}`. Here `$0` in the replacement is what was matched, and other names after `$` are
 * nothing: BuildKit takes it for a template of Go's regexp.
 * @throws DockerfileError
 */
export function replaceAll(value: string, pattern: string, replacement: string): string {
  const parsed = compiled(pattern);
  let out = "";
  let copied = 0;
  for (let at = 0; at <= value.length; ) {
    const found = findMatch(parsed, value, at);
    if (found === undefined) break;
    const [start, end] = found;
    out += value.slice(copied, start);
    // An empty match just after another one is none.
    if (end > copied || start === 0) out += fromTemplate(replacement, value.slice(start, end));
    copied = end;
    const width = (value.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    at = Math.max(end, at + width);
  }
  return out + value.slice(copied);
}

function fromTemplate(template: string, match: string): string {
  return template.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (all, plain?: string, braced?: string) => {
      if (all === "$$") return "$";
      return /^0+$/.test(plain ?? braced ?? "") ? match : "";
    },
  );
}

function withoutPrefix(value: string, pattern: ShellPattern, greedy: boolean): string {
  const end = matchEnd(pattern, value, { from: 0, greedy });
  return end < 0 ? value : value.slice(end);
}

function compiled(pattern: string): ShellPattern {
  try {
    return parseShellPattern(pattern);
  } catch (error) {
    throw new DockerfileError(`invalid pattern (${pattern}) in substitution: ${messageOf(error)}`);
  }
}

/** Backwards, but for escapes, which stay before what they escape. */
function reversed(pattern: string): string {
  return (pattern.match(/\\?./gsu) ?? []).reverse().join("");
}
