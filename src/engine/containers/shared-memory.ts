import { readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { backgroundOp, type Op } from "#base/op.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

/**
 * `/dev/shm` of a container whose ipc namespace others may join. Only these are mounted on the host, since a mount of
 * one container cannot be bound into another.
 */
export function sharedMemoryPath(context: ContainerContext, id: string): string {
  return join(folderOf(context), id);
}

export function sharesMemory(entry: ContainerEntry): boolean {
  return entry.record.hostConfig.IpcMode === "shareable";
}

export async function mountSharedMemory(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<void> {
  if (!sharesMemory(entry)) return;
  const sizeBytes = entry.record.hostConfig.ShmSize;
  await context.mounts.mountSharedMemory(op, { path: sharedMemoryPath(context, entry.id), sizeBytes });
}

/** Takes it from the host; containers that have joined keep theirs. */
export async function dropSharedMemory(context: ContainerContext, entry: ContainerEntry): Promise<void> {
  if (sharesMemory(entry)) await drop(context, entry.id);
}

/** Takes away what containers that do not run any more have left. */
export async function sweepSharedMemory(context: ContainerContext, running: ReadonlySet<string>): Promise<void> {
  for (const id of await readdir(folderOf(context)).catch(() => [])) if (!running.has(id)) await drop(context, id);
}

async function drop(context: ContainerContext, id: string): Promise<void> {
  const path = sharedMemoryPath(context, id);
  try {
    await context.mounts.unmount(backgroundOp(context.log), path);
    await rmdir(path);
  } catch (error) {
    context.log.warn("shared memory was not unmounted", { container: id, error });
  }
}

function folderOf({ settings }: ContainerContext): string {
  return join(settings.execRoot, "shm");
}
