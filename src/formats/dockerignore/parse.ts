import { cleanGoPath } from "#base/go-path.ts";
import { trimGoSpace } from "#base/go-space.ts";

/** The most a `.dockerignore` may have; nothing but a mistake is larger. */
export const largestIgnoreFile = 16 << 20;

/**
 * The patterns of a `.dockerignore`, clean and relative to the context; `!` stays before exceptions. Only `#` at the very
 * beginning of a line makes a comment.
 */
export function parseDockerignore(text: string): string[] {
  const lines = (text.startsWith("\ufeff") ? text.slice(1) : text).split("\n");
  return lines.flatMap((line) => {
    const pattern = trimGoSpace(line);
    if (line.startsWith("#") || pattern === "") return [];
    return pattern.startsWith("!") ? [`!${cleaned(trimGoSpace(pattern.slice(1)))}`] : [cleaned(pattern)];
  });
}

function cleaned(pattern: string): string {
  if (pattern === "") return "";
  const clean = cleanGoPath(pattern);
  return clean.length > 1 && clean.startsWith("/") ? clean.slice(1) : clean;
}

/** Where the patterns of a Dockerfile are looked for: the first of these that is there. */
export function ignoreFileNames(dockerfilePath: string): readonly [ofDockerfile: string, ofContext: string] {
  return [`${dockerfilePath}.dockerignore`, ".dockerignore"];
}
