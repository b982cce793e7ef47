import { type ContainerId, newId } from "#base/ids.ts";
import type { Op } from "#base/op.ts";
import type { Input } from "#core/build/graph.ts";
import type { Fd, ReadableTree, StepContext } from "#core/build/runners.ts";
import { closeFd } from "#sys/fd.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { StepDependencies } from "./dependencies.ts";

/** A detached mount, which goes with its disposal. */
export type OpenedTree = { readonly fd: Fd } & AsyncDisposable;

export interface InputWish {
  readonly from: Input;
  readonly context: StepContext;
  /** What is written goes with the disposal. */
  readonly writable: boolean;
}

/** Opens the tree of an input as programs can have it. */
export async function openInput(
  op: Op,
  dependencies: StepDependencies,
  { from, context, writable }: InputWish,
): Promise<OpenedTree> {
  const tree = context.trees.input(from);
  if (tree.at === "folder") return await openCopy(op, dependencies, tree);
  return writable ? await tree.openWritable(op) : closing(await tree.open(op));
}

function closing(fd: Fd, more: () => Promise<void> = () => Promise.resolve()): OpenedTree {
  return {
    fd,
    async [Symbol.asyncDispose]() {
      closeFd(fd);
      await more();
    },
  };
}

type SelectedFolder = Extract<ReadableTree, { readonly at: "folder" }>;

/** A mount of the client's folder itself would show more than was selected of it, and what its owner changes meanwhile. */
async function openCopy(
  op: Op,
  { steps, files, mounts }: StepDependencies,
  folder: SelectedFolder,
): Promise<OpenedTree> {
  const id = newId<ContainerId>();
  await steps.create(op, id, []);
  const discard = () => steps.discard(op, id);
  try {
    using copy = new FdHandle(await mounts.mountOverlay(op, steps.overlayOf(id)));
    await files.copyWhole(op, folder, copy.fd);
    return closing(copy.give(), discard);
  } catch (error) {
    await discard();
    throw error;
  }
}
