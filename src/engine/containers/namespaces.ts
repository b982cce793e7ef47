import { cannotJoinNamespace, joinsNobody, nonShareableIpc } from "#core/container/errors.ts";
import type { NamespaceChoice } from "#core/container/oci-spec/input.ts";
import type { NetworkLease } from "#core/network/contract.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { sharedMemoryPath, sharesMemory } from "./shared-memory.ts";

/**
 * The namespaces that a container shares with others. A `toolbox` is in those of ipc and uts, too, of the container whose pid
 * namespace it joins, whatever that one offers. @throws conflict · system when the other does not run
 */
export function namespacesOf(
  context: ContainerContext,
  entry: ContainerEntry,
  { lease, toolbox }: { readonly lease: NetworkLease; readonly toolbox: boolean },
): NamespaceChoice {
  const { PidMode, IpcMode } = entry.record.hostConfig;
  const pidOf = joined(context, PidMode, "PID");
  const ipcOf = toolbox ? pidOf : joined(context, IpcMode, "IPC");
  if (toolbox && pidOf === undefined) throw joinsNobody();
  return {
    ...(toolbox && pidOf !== undefined ? { utsOf: pidOf } : {}),
    // The task driver puts the descriptor's path here.
    network: lease.netns === undefined ? undefined : "lease",
    ...(pidOf === undefined ? {} : { pidOf }),
    ...(ipcOf === undefined ? {} : { ipcOf }),
    ...sharedShm(context, entry),
  };
}

/** Where `/dev/shm` is the same as another's: the donor's own place, or the host's. */
function sharedShm(context: ContainerContext, entry: ContainerEntry): { readonly sharedShm?: string } {
  const { IpcMode } = entry.record.hostConfig;
  if (sharesMemory(entry)) return { sharedShm: sharedMemoryPath(context, entry.id) };
  if (!IpcMode.startsWith("container:")) return {};
  const donor = context.table.find(IpcMode.slice("container:".length));
  return { sharedShm: sharesMemory(donor) ? sharedMemoryPath(context, donor.id) : "/dev/shm" };
}

function joined(context: ContainerContext, mode: string, kind: "PID" | "IPC"): number | undefined {
  if (!mode.startsWith("container:")) return undefined;
  const other = context.table.find(mode.slice("container:".length));
  if (other.task === undefined) throw cannotJoinNamespace(kind, other.id);
  if (kind === "IPC" && !["shareable", "host"].includes(other.record.hostConfig.IpcMode))
    throw nonShareableIpc(other.id);
  return other.task.pid;
}
