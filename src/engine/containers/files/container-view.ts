import { existsSync } from "node:fs";
import type { MountPoint } from "#api/types.gen.ts";
import { backgroundOp, type Op, withDeadline } from "#base/op.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { closeFd } from "#sys/fd.ts";
import type { OpenedView, ViewBind } from "#sys/kernel/contract.ts";
import { containerFilePaths } from "../../container-files/write.ts";
import type { ContainerEntry } from "../container-entry.ts";
import { deadlines } from "../deadlines.ts";
import type { ContainerContext } from "../dependencies.ts";
import { containerFolder } from "../folders.ts";
import { makeIfMissing } from "../prepare-run.ts";
import { withRootSource } from "../root-mount.ts";
import { imageSource, specOf } from "../volumes.ts";

/** A container's files, running or not, with its volumes and binds over them. */
export interface OpenedFiles extends AsyncDisposable {
  readonly root: Fd;
}

let lastUser = 0;

/**
 * Opens a container's files as Docker sees them from outside: without what only the container has mounted (tmpfs, /proc).
 * @throws SyscallError · not-found
 */
export async function openFiles(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<OpenedFiles> {
  using mounting = withDeadline(op, deadlines.mountMs, `mount of the files of container ${entry.id}`);
  const volumes = new HeldVolumes(context, entry);
  try {
    const binds = await bindsOf(mounting, context, entry, volumes);
    const view = await withRootSource(mounting, context, entry, async (root) => {
      const opened = await context.mounts.openView(mounting, { root, binds });
      entry.openRoots.add(opened.namespace);
      return opened;
    });
    return { root: view.root, [Symbol.asyncDispose]: () => close(entry, view, volumes) };
  } catch (error) {
    await volumes.release();
    throw error;
  }
}

async function close(entry: ContainerEntry, view: OpenedView, volumes: HeldVolumes): Promise<void> {
  entry.openRoots.delete(view.namespace);
  closeFd(view.root);
  closeFd(view.namespace);
  await volumes.release();
}

/** The volumes that are mounted for one look at a container's files. */
class HeldVolumes {
  readonly #context: ContainerContext;
  readonly #entry: ContainerEntry;
  readonly #user: string;
  readonly #names = new Set<string>();

  constructor(context: ContainerContext, entry: ContainerEntry) {
    this.#context = context;
    this.#entry = entry;
    this.#user = `${entry.id}-files-${++lastUser}`;
  }

  async mount(op: Op, { Name: name = "", Destination: destination, RW: writable }: MountPoint): Promise<string> {
    this.#names.add(name);
    const mount = { name, container: this.#entry.id, destination, writable, user: this.#user };
    return await this.#context.volumes.mount(op, mount);
  }

  async release(): Promise<void> {
    const { volumes, log } = this.#context;
    for (const name of this.#names) {
      try {
        await volumes.unmount(backgroundOp(log), { name, container: this.#entry.id, user: this.#user });
      } catch (error) {
        log.warn("a volume was not unmounted", { container: this.#entry.id, volume: name, error });
      }
    }
  }
}

async function bindsOf(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  volumes: HeldVolumes,
): Promise<ViewBind[]> {
  const binds: ViewBind[] = ownFiles(context, entry);
  for (const point of entry.record.mounts) {
    const source = await sourceOf(op, context, entry, { point, volumes });
    if (source !== undefined) binds.push({ source, destination: point.Destination, readonly: !point.RW });
  }
  const depth = ({ destination }: ViewBind) => destination.split("/").length;
  return binds.sort((a, b) => depth(a) - depth(b));
}

async function sourceOf(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { point, volumes }: { readonly point: MountPoint; readonly volumes: HeldVolumes },
): Promise<ViewBind["source"] | undefined> {
  const spec = specOf(entry, point.Destination);
  if (point.Type === "volume")
    return { folder: await volumes.mount(op, point), path: spec?.VolumeOptions?.Subpath ?? "" };
  if (point.Type === "image") return imageSource(context, entry, point);
  if (point.Type !== "bind") return undefined;
  if (spec === undefined || spec.BindOptions?.CreateMountpoint === true) await makeIfMissing(point.Source);
  return { folder: "/", path: point.Source };
}

/** The files that the engine keeps for a container which has been started, where nothing else is mounted over them. */
function ownFiles(context: ContainerContext, entry: ContainerEntry): ViewBind[] {
  const mode = entry.record.hostConfig.NetworkMode;
  const owner = mode.startsWith("container:") ? context.table.idOf(mode.slice("container:".length)) : entry.id;
  if (owner === undefined) return [];
  const paths = containerFilePaths(containerFolder(context.settings, owner));
  const places = { "/etc/resolv.conf": paths.resolvConf, "/etc/hostname": paths.hostname, "/etc/hosts": paths.hosts };
  const taken = new Set(entry.record.mounts.map(({ Destination }) => Destination));
  return Object.entries(places).flatMap(([destination, path]) =>
    taken.has(destination) || !existsSync(path)
      ? []
      : [{ source: { folder: "/", path }, destination, readonly: entry.record.hostConfig.ReadonlyRootfs === true }],
  );
}
