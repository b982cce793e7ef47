import type { RunSpec, TaskIo } from "#core/runtime/contract.ts";

const withinRootfs = "rootfs:";

interface OciNamespace {
  readonly type: string;
  readonly path?: string;
}

interface OciMount {
  readonly source?: string;
}

interface OciSpec {
  readonly mounts?: readonly OciMount[];
  readonly process?: object;
  readonly root?: object;
  readonly linux?: { readonly namespaces?: readonly OciNamespace[] };
}

export interface BundlePlaces {
  /** Where the shim mounts the root file system. */
  readonly rootfs: string;
  /** The network namespace to join. */
  readonly netns?: string;
}

/** The runtime spec of `spec` with the places filled in that only its shim knows. */
export function bundleConfig(spec: RunSpec, places: BundlePlaces): object {
  const oci = spec.ociSpec as OciSpec;
  const { rootFolder } = spec;
  return {
    ...oci,
    root: { ...oci.root, path: rootFolder === undefined ? places.rootfs : `${places.rootfs}/${rootFolder}` },
    ...(rootFolder === undefined ? {} : { mounts: (oci.mounts ?? []).map((mount) => placed(mount, places.rootfs)) }),
    process: processConfig(oci.process ?? {}, spec.io),
    linux: { ...oci.linux, namespaces: namespaces(oci.linux?.namespaces ?? [], places.netns) },
  };
}

/** `process` of the runtime spec, with the terminal's size. */
export function processConfig(process: object, io: TaskIo): object {
  const size = io.size;
  if (!io.tty || size === undefined) return { ...process, terminal: io.tty };
  return { ...process, terminal: true, consoleSize: { height: size.rows, width: size.columns } };
}

/** argv[0] of a runtime spec's process. */
export function commandOf(process: object | undefined): string {
  const args = (process as { args?: readonly string[] } | undefined)?.args;
  return args?.[0] ?? "";
}

function placed(mount: OciMount, rootfs: string): OciMount {
  if (mount.source?.startsWith(withinRootfs) !== true) return mount;
  return { ...mount, source: `${rootfs}/${mount.source.slice(withinRootfs.length)}` };
}

function namespaces(list: readonly OciNamespace[], netns: string | undefined): readonly OciNamespace[] {
  if (netns === undefined) return list;
  return list.map((entry) => (entry.type === "network" ? { ...entry, path: netns } : entry));
}
