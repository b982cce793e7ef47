/** What a Compose project was brought up as, once. */
export interface ProjectVersion {
  /** RFC 3339. */
  readonly time: string;
  /** The whole model, as YAML that stands alone. */
  readonly model: string;
  /** Those that were asked for; empty: all. */
  readonly services: readonly string[];
  /** Ids of the images that its services are made from, by service. */
  readonly images: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly configFiles: readonly string[];
}

/** Newest last. */
export type VersionLog = readonly ProjectVersion[];

export const versionsKept = 10;
/** A project of which nothing is there is forgotten after this. */
export const forgottenAfterMs = 30 * 24 * 3_600_000;

/** The log with one more; one that says what the last says, too, takes its place. */
export function withVersion(log: VersionLog, version: ProjectVersion): VersionLog {
  const last = log.at(-1);
  const kept = last !== undefined && isSame(last, version) ? log.slice(0, -1) : log;
  return [...kept, version].slice(-versionsKept);
}

/** Whether nobody needs a log any more. */
export function isForgotten(
  log: VersionLog,
  { isThere, nowMs }: { readonly isThere: boolean; readonly nowMs: number },
) {
  const last = log.at(-1);
  return !isThere && (last === undefined || Date.parse(last.time) < nowMs - forgottenAfterMs);
}

function isSame(one: ProjectVersion, other: ProjectVersion): boolean {
  return JSON.stringify({ ...one, time: "" }) === JSON.stringify({ ...other, time: "" });
}
