import { randomBytes } from "node:crypto";
import type { ProgressEvent, ProgressPrinter } from "./events.ts";

/** A file of definitions that was read. */
export interface ReadDefinition {
  readonly name: string;
  readonly size: number;
  /** Where that was known before; 0: it was not. */
  readonly total: number;
}

/** Definitions of builds were read: to buildx a step as others are. Times are milliseconds since 1970. */
export function definitionEvents(
  files: readonly ReadDefinition[],
  { startedAt, now }: { readonly startedAt: number; readonly now: number },
): ProgressEvent[] {
  const vertex = localVertex("[internal] load local bake definitions", startedAt);
  const times = { startedAt, completedAt: now };
  const tasks = files.map(({ name, size, total }) => ({
    task: { vertex: vertex.digest, id: `reading ${name}`, current: size, total, ...times },
  }));
  return [{ vertex }, ...tasks, { vertex: { ...vertex, completedAt: now } }];
}

/** Shows work of the client itself as a step. */
export async function asStep<T>(progress: ProgressPrinter, name: string, work: () => Promise<T>): Promise<T> {
  const vertex = localVertex(name, Date.now());
  progress.event({ vertex });
  const done = await work();
  progress.event({ vertex: { ...vertex, completedAt: Date.now() } });
  return done;
}

const localVertex = (name: string, startedAt: number) => ({
  digest: `sha256:${randomBytes(32).toString("hex")}`,
  inputs: [],
  name,
  cached: false,
  startedAt,
});
