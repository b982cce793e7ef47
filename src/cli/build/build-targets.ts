import { randomBytes } from "node:crypto";
import { allOrNone } from "#base/all-or-none.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { imageRemove } from "#client/image-remove.ts";
import type { BakeTarget } from "../bake/target.ts";
import type { Io } from "../io/io.ts";
import { bakeCommand } from "./bake-target.ts";
import { BuildFailure } from "./build-failure.ts";
import type { ProgressPrinter } from "./progress/events.ts";
import { NamedProgress } from "./progress/named-progress.ts";
import { type SolvedTarget, solveTarget } from "./solve-target.ts";

export interface TargetsToBuild {
  /** Each after those that it has as contexts. */
  readonly targets: readonly BakeTarget[];
  /** Shows all builds together. */
  readonly progress: ProgressPrinter;
  /** Privileges that are granted to the builds. */
  readonly allow: readonly string[];
}

/**
 * Builds targets at one time, each once those are built that it has as contexts; these are kept as images until all are built.
 * The first failure ends the others. @returns what each gave, by name @throws BuildFailure
 */
export async function buildTargets(
  op: Op,
  io: Io,
  client: Client,
  { targets, progress, allow }: TargetsToBuild,
): Promise<ReadonlyMap<string, SolvedTarget>> {
  const contexts = new Set(targets.flatMap(targetContexts));
  /** Images of targets that others have as contexts. */
  const images = new Map<string, Promise<string>>();
  const solved = new Map<string, SolvedTarget>();
  const names: string[] = [];

  async function solve(shared: Op, target: BakeTarget): Promise<SolvedTarget> {
    const linked = new Map<string, string>();
    for (const name of targetContexts(target)) linked.set(name, await images.get(name)!);
    const isOnly = targets.length === 1;
    const openProgress = (): ProgressPrinter => progressOfTarget(targets, target.name, progress);
    try {
      return await solveTarget(shared, io, client, { command: bakeCommand(target, { allow, linked }), openProgress });
    } catch (error) {
      throw error instanceof BuildFailure && !isOnly ? error.of(target.name) : error;
    }
  }

  async function keep(shared: Op, target: BakeTarget): Promise<string> {
    const name = `bake-context/${randomBytes(8).toString("hex")}:latest`;
    names.push(name);
    await solve(shared, { ...target, outputs: [], tags: [name] });
    return name;
  }

  try {
    await allOrNone(op, targets, async (shared, target) => {
      if (contexts.has(target.name)) {
        const kept = keep(shared, target);
        images.set(target.name, kept);
        await kept;
      }
      if (target.isLinked !== true) solved.set(target.name, await solve(shared, target));
    });
    return solved;
  } finally {
    for (const name of names) await imageRemove(op, client, name, { force: false, noPrune: false }).catch(() => {});
  }
}

/** Where one of the targets is shown: where it is not alone, with its name. */
export function progressOfTarget(
  targets: readonly BakeTarget[],
  name: string,
  progress: ProgressPrinter,
): ProgressPrinter {
  return targets.length === 1 ? progress : new NamedProgress(name, progress);
}

/** Names of the targets that a target has as contexts. */
function targetContexts({ contexts }: BakeTarget): string[] {
  return [...(contexts ?? new Map<string, string>()).values()].flatMap(
    (value) => /^target:(?:\/\/)?(.*)$/.exec(value)?.[1] ?? [],
  );
}
