import type { Descriptor } from "#formats/oci/image.ts";

/** What can give a name to an image. `unknown`: before moves were kept. */
export type NameSource = "pull" | "load" | "import" | "build" | "commit" | "tag" | "rollback" | "receive" | "unknown";

/** An image that a name stands for, or stood for. */
export interface NameLogEntry {
  readonly target: Descriptor;
  /** RFC 3339 with nanoseconds: when the name was given to it. */
  readonly at: string;
  readonly by: NameSource;
}

/** More former images than this are forgotten, the oldest first. */
export const maxFormerTargets = 20;

/** The log with one move more; giving a name what it stands for already is none. Newest last. */
export function withMove(
  log: readonly NameLogEntry[],
  previous: Pick<NameLogEntry, "target" | "at"> | undefined,
  move: NameLogEntry,
): readonly NameLogEntry[] {
  const known = log.length === 0 && previous !== undefined ? [{ ...previous, by: "unknown" } as const] : log;
  if (known.at(-1)?.target.digest === move.target.digest) return known.length === 0 ? [move] : known;
  return [...known, move].slice(-(maxFormerTargets + 1));
}

/** The log without what the name has not stood for since `beforeMs`; of a name that is gone the last entry counts from its own time. */
export function withoutOld(
  log: readonly NameLogEntry[],
  limits: { readonly beforeMs: number; readonly isCurrent: boolean },
): readonly NameLogEntry[] {
  return log.filter((entry, index) => {
    const next = log[index + 1];
    if (next !== undefined) return Date.parse(next.at) >= limits.beforeMs;
    return limits.isCurrent || Date.parse(entry.at) >= limits.beforeMs;
  });
}

/** Newest first; 0 is what the name stands for now, where it stands for something. */
export function numbered(
  log: readonly NameLogEntry[],
  isCurrent: boolean,
): Array<{ readonly n: number; readonly entry: NameLogEntry }> {
  const first = isCurrent ? 0 : 1;
  return [...log].reverse().map((entry, index) => ({ n: first + index, entry }));
}
