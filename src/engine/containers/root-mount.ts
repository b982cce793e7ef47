import { openSync, readlinkSync } from "node:fs";
import type { Op } from "#base/op.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { closeFd } from "#sys/fd.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import type { OverlayMount, ViewRoot } from "#sys/kernel/contract.ts";
import { isErrno } from "#sys/libc.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { untilReleased } from "./exit.ts";

/** The root file system for a start: what readers of its files hold already, or a new mount. The caller holds the root lock. */
export async function mountRoot(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<Fd> {
  const [held] = entry.openRoots;
  if (held !== undefined) return await context.mounts.cloneRoot(op, held);
  return await context.mounts.mountOverlay(op, rootOverlay(context, entry));
}

export function rootOverlay(context: ContainerContext, entry: ContainerEntry): OverlayMount {
  const own = context.snapshots.overlayOf(entry.id);
  return { ...own, lowers: [context.initLayer, ...own.lowers] };
}

/** Gives `use` what the container's root file system is to be taken from, without mounting it a second time. */
export async function withRootSource<T>(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  use: (root: ViewRoot) => Promise<T>,
): Promise<T> {
  return await entry.rootLock.run(op, async () => {
    const [held] = entry.openRoots;
    if (held !== undefined) return await use({ namespace: held });
    using running = new FdHandle(mountsOfTask(entry) ?? -1);
    if (running.fd >= 0) return await use({ namespace: running.fd });
    await untilReleased(op, entry);
    return await use({ overlay: rootOverlay(context, entry) });
  });
}

/** The mount namespace of the running program; undefined when there is none, or it has just ended. */
function mountsOfTask(entry: ContainerEntry): Fd | undefined {
  const { task } = entry;
  if (task === undefined || task.pid <= 0) return undefined;
  try {
    const fd = openSync(`/proc/${task.pid}/ns/mnt`, "r");
    if (entry.task === task && !isOurs(fd)) return fd;
    closeFd(fd);
    return undefined;
  } catch (error) {
    if (isErrno(error, "ENOENT", "ESRCH")) return undefined;
    throw error;
  }
}

/** A pid that the host has given to another process meanwhile must not lead to the host's own files. */
function isOurs(fd: Fd): boolean {
  return readlinkSync(`/proc/self/fd/${fd}`) === readlinkSync("/proc/self/ns/mnt");
}
