const cache = new Map<string, RegExp | undefined>();

/** As Go's path.Match: `undefined` for a pattern that is none. */
export function matchesGlob(pattern: string, name: string): boolean | undefined {
  if (!cache.has(pattern)) cache.set(pattern, compiled(pattern));
  return cache.get(pattern)?.test(name);
}

const part = /\*|\?|\[\^?(?:(?:\\[\s\S]|[^\]\\-])(?:-(?:\\[\s\S]|[^\]\\-]))?)+\]|\\[\s\S]|[^*?[\]\\]|\]/gy;

function compiled(pattern: string): RegExp | undefined {
  let [source, length] = ["", 0];
  for (const [found] of pattern.matchAll(part)) {
    length += found.length;
    if (found === "*") source += source.endsWith("[^/]*") ? "" : "[^/]*";
    else if (found === "?") source += "[^/]";
    else if (found.length > 1 && found.startsWith("[")) source += found.replace(/(?<=^\[\^?.*)[[&]/gs, "\\$&");
    else source += found.replace(/^\\/, "").replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  }
  return length === pattern.length ? new RegExp(`^${source}$`, "s") : undefined;
}
