import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";

/** Which files of a context the engine asks for (core/build, LocalSelection). */
export interface Selection {
  readonly excludePatterns: readonly string[];
  readonly followPaths: readonly string[];
}

/** Of what is left out by patterns with exceptions, folders are sent all the same: what is below may be one. */
export function selectedBy({ excludePatterns, followPaths }: Selection): (path: string) => boolean {
  const excluded = excludePatterns.length === 0 ? undefined : new PatternMatcher(excludePatterns);
  const followed = followPaths.map((path) => path.replace(/^\/+|\/+$/g, ""));
  const all = followed.length === 0 || followed.some((path) => path === "" || path === "." || /[*?[\\]/.test(path));
  return (path) => {
    const isFollowed =
      all ||
      followed.some((wanted) => wanted === path || path.startsWith(`${wanted}/`) || wanted.startsWith(`${path}/`));
    return isFollowed && (excluded === undefined || !excluded.match(path).matched);
  };
}
