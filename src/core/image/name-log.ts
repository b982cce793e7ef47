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

/** What a name stands for now. */
export type CurrentTarget = Pick<NameLogEntry, "target" | "at">;

/** The log, with what the name stands for at its end also where that was given to it while nothing was kept. */
export function upToDate(log: readonly NameLogEntry[], current: CurrentTarget | undefined): readonly NameLogEntry[] {
  if (current === undefined || log.at(-1)?.target.digest === current.target.digest) return log;
  return [...log, { ...current, by: "unknown" }];
}

/** The log with one move more; giving a name what it stands for already is none. Newest last. */
export function withMove(
  log: readonly NameLogEntry[],
  current: CurrentTarget | undefined,
  move: NameLogEntry,
): readonly NameLogEntry[] {
  const known = upToDate(log, current);
  if (current !== undefined && current.target.digest === move.target.digest) return known;
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

/** A name and the row of its log. */
export interface NumberedEntry {
  readonly n: number;
  readonly entry: NameLogEntry;
}

/** Newest first; 0 is what the name stands for now, where it stands for something. */
export function numbered(log: readonly NameLogEntry[], isCurrent: boolean): NumberedEntry[] {
  const first = isCurrent ? 0 : 1;
  return [...log].reverse().map((entry, index) => ({ n: first + index, entry }));
}
