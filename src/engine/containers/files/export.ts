import { type Op, withDeadline } from "#base/op.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { closeFd } from "#sys/fd.ts";
import type { ContainerEntry } from "../container-entry.ts";
import { deadlines } from "../deadlines.ts";
import type { ContainerContext } from "../dependencies.ts";
import { emit } from "../exit.ts";
import { withRootSource } from "../root-mount.ts";

/** A tar archive under way. To be closed, read or not. */
export interface Export {
  readonly content: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** `GET /containers/{id}/export`: the root file system without what is mounted over it. */
export async function exportRoot(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<Export> {
  using mounting = withDeadline(op, deadlines.mountMs, `mount of the root file system of container ${entry.id}`);
  const { root, namespace } = await withRootSource(mounting, context, entry, async (source) => {
    const view = await context.mounts.openView(mounting, { root: source, binds: [] });
    entry.openRoots.add(view.namespace);
    return view;
  });
  emit(context, entry, "export");
  const content = context.files.archive(op, { root, path: "/" });
  return {
    content,
    async close() {
      await content.return();
      release(entry, root, namespace);
    },
  };
}

function release(entry: ContainerEntry, root: Fd, namespace: Fd): void {
  entry.openRoots.delete(namespace);
  closeFd(root);
  closeFd(namespace);
}
