import type { KeyedMutex } from "#base/keyed-mutex.ts";
import type { Op } from "#base/op.ts";
import { mountSourceMissing, secretNotFound, sshNotForwarded } from "#core/build/run/errors.ts";
import { isBelowKernelMounts, type PlacedMount, placedMounts } from "#core/build/run/targets.ts";
import type {
  BindMount,
  CacheMount,
  RunOperation,
  SecretMount,
  SshMount,
  TmpfsMount,
} from "#core/build/run-operation.ts";
import type { StepContext } from "#core/build/runners.ts";
import type { Fd } from "#core/runtime/contract.ts";
import type { OciMount } from "#formats/oci/runtime-spec.ts";
import type { StubPlace } from "#sys/files/mount-stubs.ts";
import type { TreePart } from "#sys/kernel/tree-assembly.ts";
import { mkdirAllIn, statIn, writeFileIn } from "#sys/rooted-files.ts";
import type { StepDependencies } from "./dependencies.ts";
import { lendCaches } from "./lend-caches.ts";
import { openInput } from "./open-input.ts";
import { serveAgent } from "./ssh-agent.ts";

/** The mounts of a step, ready to be made. */
export interface StepMounts {
  /** In the runtime's words; sources that begin with `rootfs:` lie beside the program's root. */
  readonly mounts: readonly OciMount[];
  readonly parts: readonly TreePart[];
  /** Where the tree needs mount points. */
  readonly places: readonly StubPlace[];
}

export interface StepGround {
  readonly operation: RunOperation;
  readonly context: StepContext;
  /** The step's own tree. Borrowed. */
  readonly own: Fd;
  /** A tmpfs beside the program's root: secrets and sockets lie there. Borrowed. */
  readonly base: Fd;
  /** Of steps that may make the same cache, by its key. */
  readonly turns: KeyedMutex;
  /** Gives back what the mounts hold, once the program has ended. */
  readonly held: AsyncDisposableStack;
}

const anybodyMode = 0o1777;

interface PreparedMount {
  readonly mount: OciMount;
  readonly part?: TreePart;
  readonly folder: boolean;
}

/** Gets all that the mounts of a step are made of. @throws not-found · forbidden in BuildKit's words */
export async function prepareMounts(op: Op, dependencies: StepDependencies, ground: StepGround): Promise<StepMounts> {
  const placed = placedMounts(ground.operation);
  const caches = await lendCaches(op, dependencies, { placed, ...ground });
  const prepared: PreparedMount[] = [];
  for (const [index, each] of placed.entries()) {
    const made = await prepareMount(op, dependencies, { ...ground, caches, index, target: each.target, each });
    if (made !== undefined) prepared.push(made);
  }
  return {
    mounts: prepared.map(({ mount }) => mount),
    parts: prepared.flatMap(({ part }) => (part === undefined ? [] : [part])),
    places: prepared.flatMap(({ mount: { destination: path }, folder }) =>
      isBelowKernelMounts(path) ? [] : [{ path, folder }],
    ),
  };
}

interface MountGround extends StepGround {
  readonly caches: ReadonlyMap<CacheMount, string>;
  readonly index: number;
  readonly target: string;
}

async function prepareMount(
  op: Op,
  dependencies: StepDependencies,
  ground: MountGround & { readonly each: PlacedMount },
): Promise<PreparedMount | undefined> {
  const { mount } = ground.each;
  switch (mount.type) {
    case "tmpfs":
      return tmpfs(mount, ground);
    case "cache":
      return cache(mount, ground);
    case "bind":
      return await bind(op, dependencies, mount, ground);
    case "secret":
      return await secret(op, mount, ground);
    case "ssh":
      return await ssh(op, mount, ground);
  }
}

/** A tmpfs has the mode of what it covers: so runc does it, and crun would not. */
function tmpfs({ sizeBytes }: TmpfsMount, { target, own }: MountGround): PreparedMount {
  const mode = isBelowKernelMounts(target) ? undefined : statIn(own, target)?.mode;
  const size = sizeBytes > 0 ? [`size=${sizeBytes}`] : [];
  const options = ["nosuid", `mode=${(mode ?? anybodyMode).toString(8)}`, ...size];
  return { mount: { destination: target, type: "tmpfs", source: "tmpfs", options }, folder: true };
}

function cache(mount: CacheMount, { caches, index, target }: MountGround): PreparedMount {
  const at = `parts/${index}`;
  const folder = caches.get(mount) ?? "";
  return {
    mount: bound(target, at, mount.readOnly ? ["ro"] : []),
    part: { source: { folder }, path: "", at },
    folder: true,
  };
}

async function bind(
  op: Op,
  dependencies: StepDependencies,
  mount: BindMount,
  { context, held, index, target }: MountGround,
): Promise<PreparedMount> {
  const { fd } = held.use(await openInput(op, dependencies, { from: mount.from, context, writable: !mount.readOnly }));
  const path = mount.source.replace(/^\/+|\/+$/g, "");
  const stat = statIn(fd, path);
  if (stat === undefined) throw mountSourceMissing(mount.source);
  const at = `parts/${index}`;
  return {
    mount: bound(target, at, mount.readOnly ? ["ro"] : []),
    part: { source: { tree: fd }, path, at },
    folder: stat.type === "directory",
  };
}

async function secret(
  op: Op,
  mount: SecretMount,
  { context, base, index, target }: MountGround,
): Promise<PreparedMount | undefined> {
  const bytes = await context.session.secret(op, mount.id);
  if (bytes === undefined && mount.required) throw secretNotFound(mount.id);
  if (bytes === undefined) return undefined;
  const at = `secrets/${index}`;
  mkdirAllIn(base, "secrets", { uid: 0, gid: 0, mode: 0o700 });
  writeFileIn(base, at, { bytes, mode: mount.mode, ...mount.owner });
  return { mount: bound(target, at, ["ro", "nosuid", "nodev", "noexec"]), folder: false };
}

async function ssh(
  op: Op,
  mount: SshMount,
  { context, base, held, index, target }: MountGround,
): Promise<PreparedMount | undefined> {
  if (!(await context.session.hasSshAgent(op, mount.id))) {
    if (mount.required) throw sshNotForwarded(mount.id);
    return undefined;
  }
  const at = `ssh/${index}`;
  held.use(await serveAgent(op, context.session, { base, at, mount }));
  return { mount: bound(target, at, []), folder: false };
}

function bound(destination: string, at: string, options: readonly string[]): OciMount {
  return { destination, type: "bind", source: `rootfs:${at}`, options: ["rbind", "rprivate", ...options] };
}
