import type { Op } from "#base/op.ts";
import { type Input, scratch } from "#core/build/graph.ts";
import type { Fd, ReadableTree, StepTrees } from "#core/build/runners.ts";
import type { TreeLayer } from "#core/build/tree.ts";
import type { OverlaySpec } from "#core/snapshot/contract.ts";
import { closeFd } from "#sys/fd.ts";
import { newRecordId } from "../cache/record-id.ts";
import type { SolverDependencies } from "./dependencies.ts";
import { type ResultTree, type SolverStep, scratchResult } from "./step.ts";

type Ground = Pick<SolverDependencies, "steps" | "mounts">;

/** A result as runners read it. */
export function readable(ground: Ground, tree: ResultTree): ReadableTree {
  if (tree.at === "folder") return tree;
  return {
    at: "tree",
    open: (op) => openLayers(op, ground, tree.layers),
    openWritable: (op) => openWritable(op, ground, tree.layers),
  };
}

/** A detached read-only mount, the caller's to close. */
export async function openLayers(op: Op, { steps, mounts }: Ground, layers: readonly TreeLayer[]): Promise<Fd> {
  return await mounts.mountOverlay(op, steps.overlayOfLayers(layers));
}

/** The same with a throw-away writable layer on it, which goes with `dispose`. */
export async function openWritable(
  op: Op,
  ground: Ground,
  layers: readonly TreeLayer[],
): Promise<{ readonly fd: Fd } & AsyncDisposable> {
  const id = newRecordId();
  await ground.steps.create(op, id, layers);
  try {
    const fd = await ground.mounts.mountOverlay(op, ground.steps.overlayOf(id));
    return {
      fd,
      [Symbol.asyncDispose]: async () => {
        closeFd(fd);
        await ground.steps.discard(op, id);
      },
    };
  } catch (error) {
    await ground.steps.discard(op, id);
    throw error;
  }
}

/** Files put on nothing go straight into their layer: there is nothing that an overlay would show or protect. */
function isOnNothing({ vertex: { operation } }: SolverStep): boolean {
  return operation.kind === "file" && operation.root === scratch;
}

function alone({ upper, ...overlay }: OverlaySpec): OverlaySpec {
  return upper === undefined ? overlay : { lowers: [], upper };
}

/** The trees of a step whose inputs are all there. @param id that of its own layer */
export async function treesOf(
  op: Op,
  ground: Ground,
  { step, id }: { readonly step: SolverStep; readonly id: string },
): Promise<StepTrees> {
  const trees = new Map<Input, ReadableTree>();
  for (const [vertex, input] of step.inputs) trees.set(vertex, readable(ground, (await input.result(op)).tree));
  trees.set(scratch, readable(ground, scratchResult.tree));
  const overlay = ground.steps.overlayOf(id);
  const openLayer = (opening: Op): Promise<Fd> => ground.mounts.mountOverlay(opening, alone(overlay));
  return {
    ...(isOnNothing(step)
      ? { openOwn: openLayer }
      : { openOwn: (opening) => ground.mounts.mountOverlay(opening, overlay), openLayer }),
    input(input) {
      const tree = trees.get(input);
      if (tree === undefined) throw new TypeError("a step has no such input");
      return tree;
    },
  };
}
