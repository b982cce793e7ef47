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
import { type PreparedTarget, prepareTarget, type SolvedTarget } from "./solve-target.ts";

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
  await using builds = await prepareAll(op, io, client, { targets, allow });
  const kept = new Map<string, Promise<unknown>>();
  const solved = new Map<string, SolvedTarget>();
  await allOrNone(op, builds.all, async (shared, { target, keeps, prepared }) => {
    const contexts = targetContexts(target).flatMap((name) => kept.get(name) ?? []);
    const solving = (async () => {
      await Promise.all(contexts);
      return await prepared.solve(shared, client, progressOfTarget(targets, target.name, progress));
    })().catch((error: unknown) => {
      throw named(error, targets, target.name);
    });
    if (keeps) kept.set(target.name, solving);
    const outcome = await solving;
    if (!keeps) solved.set(target.name, outcome);
  });
  return solved;
}

/** A build of a target: for others that have it as a context, or for itself. */
interface TargetBuild {
  readonly target: BakeTarget;
  readonly keeps: boolean;
  readonly prepared: PreparedTarget;
}

interface TargetBuilds extends AsyncDisposable {
  /** Each after those that it waits for. */
  readonly all: readonly TargetBuild[];
}

/** Makes all builds ready before the first begins; images that they have as contexts go with them. @throws BuildFailure */
async function prepareAll(
  op: Op,
  io: Io,
  client: Client,
  { targets, allow }: Pick<TargetsToBuild, "targets" | "allow">,
): Promise<TargetBuilds> {
  const contexts = new Set(targets.flatMap(targetContexts));
  const images = new Map([...contexts].map((name) => [name, `bake-context/${randomBytes(8).toString("hex")}:latest`]));
  const all: TargetBuild[] = [];
  const dispose = async (): Promise<void> => {
    for (const { prepared } of all) prepared[Symbol.dispose]();
    for (const { target, keeps } of all)
      if (keeps)
        await imageRemove(op, client, images.get(target.name)!, { force: false, noPrune: false }).catch(() => {});
  };
  const add = async (target: BakeTarget, keeps: boolean): Promise<void> => {
    const wanted = keeps ? { ...target, outputs: [], tags: [images.get(target.name)!] } : target;
    const prepared = await prepareTarget(op, io, bakeCommand(wanted, { allow, linked: images })).catch(
      (error: unknown) => {
        throw named(error, targets, target.name);
      },
    );
    all.push({ target, keeps, prepared });
  };
  try {
    for (const target of targets) {
      if (contexts.has(target.name)) await add(target, true);
      if (target.isLinked !== true) await add(target, false);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { all, [Symbol.asyncDispose]: dispose };
}

/** A failure says of which of several targets it is. */
function named(error: unknown, targets: readonly BakeTarget[], name: string): unknown {
  return error instanceof BuildFailure && targets.length > 1 ? error.of(name) : error;
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
