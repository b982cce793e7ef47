import { statSync } from "node:fs";
import { type ContainerId, newId } from "#base/ids.ts";
import { KeyedMutex } from "#base/keyed-mutex.ts";
import { endedError, type Op } from "#base/op.ts";
import { devicesOf } from "#core/build/devices.ts";
import { stepEnvironment } from "#core/build/run/environment.ts";
import { processNotRun, secretNotFound } from "#core/build/run/errors.ts";
import { stepHostConfig, stepSpec } from "#core/build/run/step-spec.ts";
import { environmentSecrets, isBelowKernelMounts } from "#core/build/run/targets.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { RunRunner, StepContext } from "#core/build/runners.ts";
import { cgroupFolderOf } from "#core/container/oci-spec/cgroups-path.ts";
import { noDevices, type ResolvedDevices } from "#core/container/oci-spec/input.ts";
import type { ProcessUser } from "#core/container/oci-spec/user.ts";
import type { Fd } from "#core/runtime/contract.ts";
import type { OciSpec } from "#formats/oci/runtime-spec.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { MountStubs, type StubPlace } from "#sys/files/mount-stubs.ts";
import { mkdirAllIn } from "#sys/rooted-files.ts";
import { withDescribed } from "../../containers/host-devices.ts";
import { userInRoot } from "../../containers/root-files.ts";
import { seccompOf } from "../../containers/seccomp-filter.ts";
import type { StepDependencies } from "./dependencies.ts";
import { checkRuns } from "./emulation.ts";
import { type JoinedContainer, joinedContainer } from "./joined-container.ts";
import { networkFiles, networkPlaces } from "./network-files.ts";
import { runProgram } from "./program.ts";
import { prepareMounts } from "./step-mounts.ts";
import { leaseNetwork } from "./step-network.ts";

/** For secrets, sockets and the files that name hosts. */
const besideBytes = 16 * 1024 * 1024;

/** Runs the programs of builds. Whatever ends a step, nothing of it is left but what it wrote into its tree. */
export function makeRunRunner(dependencies: StepDependencies): RunRunner {
  const turns = new KeyedMutex();
  return {
    async run(op, operation, context) {
      const held = new AsyncDisposableStack();
      try {
        await runStep(op, dependencies, { operation, context, turns, held });
      } catch (error) {
        // Whatever was under way names itself in the error of its end.
        throw op.signal.aborted ? endedError(op) : error;
      } finally {
        await giveBack(op, held);
      }
    },
  };
}

/** What cannot be given back must not hide what the step came to. */
async function giveBack(op: Op, held: AsyncDisposableStack): Promise<void> {
  try {
    await held.disposeAsync();
  } catch (error) {
    op.log.warn("a build step left something behind", { error });
  }
}

interface Step {
  readonly operation: RunOperation;
  readonly context: StepContext;
  readonly turns: KeyedMutex;
  /** Everything that goes when the program has ended. */
  readonly held: AsyncDisposableStack;
}

async function runStep(op: Op, dependencies: StepDependencies, { operation: given, ...rest }: Step): Promise<void> {
  const joined = joinedContainer(dependencies, given.network);
  const operation = namedAs(given, joined);
  const { context, held } = rest;
  const id = newId<ContainerId>();
  const own = held.use(new FdHandle(await context.trees.openOwn(op)));
  const base = held.use(new FdHandle(await dependencies.mounts.mountTmpfs(op, { sizeBytes: besideBytes })));
  const user = programUser(own.fd, operation);
  const secrets = await secretVariables(op, operation, context);
  const environment = stepEnvironment(operation, { home: user.home, secrets });
  const { architecture } = dependencies.machine;
  checkRuns({ root: own.fd, operation, environment, platform: context.platform, architecture });
  const devices = await stepDevices(op, dependencies, { operation, user });
  const prepared = await prepareMounts(op, dependencies, { ...rest, operation, own: own.fd, base: base.fd });
  const lease = await leaseNetwork(op, dependencies, { id, operation, joined, held });
  const files = networkFiles(base.fd, { operation, lease, joined, settings: dependencies.settings });
  makeStubs(own.fd, { operation, held, places: [...networkPlaces, ...prepared.places, ...devicePlaces(devices)] });
  const spec = specOf(dependencies, {
    ...{ id, operation, user, environment, devices },
    mounts: [...files, ...prepared.mounts],
    ownNetwork: lease.netns !== undefined,
  });
  const tree = { source: { tree: own.fd }, path: "", at: rootFolder };
  const assembly = { base: base.fd, parts: [tree, ...prepared.parts] };
  const rootfs = held.use(new FdHandle(await dependencies.mounts.assembleTree(op, assembly)));
  await runProgram(op, dependencies, {
    rootfs,
    spec: {
      containerId: id,
      runtime: dependencies.runtimeOf(dependencies.settings.defaultRuntime),
      ociSpec: spec,
      cgroupsPath: cgroupFolderOf(spec.linux.cgroupsPath),
      rootFolder,
      ...(lease.netns === undefined ? {} : { netns: lease.netns }),
    },
    ...{ operation, context },
  });
}

/** A program in the network of a container has that container's name. */
function namedAs(operation: RunOperation, joined: JoinedContainer | undefined): RunOperation {
  return joined === undefined ? operation : { ...operation, hostname: joined.hostname };
}

const rootFolder = "root";

/** @throws BuildError for a device that is required and not there */
async function stepDevices(
  op: Op,
  { devices }: StepDependencies,
  { operation, user }: { readonly operation: RunOperation; readonly user: ProcessUser },
): Promise<ResolvedDevices> {
  if (operation.devices.length === 0) return noDevices;
  try {
    const table = await devices.read(op);
    const names = devicesOf(operation.devices, table, "CDI device injection failed");
    return withDescribed(noDevices, table.editsOf(names), user);
  } catch (error) {
    throw processNotRun(operation.args, error);
  }
}

/** Mount points of devices that the tree may lack: they are no part of the layer. */
function devicePlaces({ edits }: ResolvedDevices): StubPlace[] {
  return edits.mounts
    .filter(({ destination }) => !isBelowKernelMounts(destination))
    .map(({ destination, source }) => ({ path: destination, folder: !isFile(source) }));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
}

interface StubWish extends Pick<Step, "operation" | "held"> {
  readonly places: readonly StubPlace[];
}

function makeStubs(root: Fd, { operation, held, places }: StubWish): void {
  try {
    const stubs = held.use(new MountStubs(root, places));
    held.defer(() => stubs.remove());
  } catch (error) {
    throw processNotRun(operation.args, error);
  }
}

/** What the runtime mounts its own at. They stay in the layer, as they do in Docker. */
const kernelFolders = ["/dev", "/proc", "/sys"];

/** The user of the program, with its working directory made, and the folders that the runtime would make with modes of its own. */
function programUser(root: Fd, operation: RunOperation): ProcessUser {
  try {
    const user = userInRoot(root, { user: operation.user, groupAdd: [] });
    for (const folder of kernelFolders) mkdirAllIn(root, folder, { mode: 0o755, uid: 0, gid: 0 });
    if (operation.cwd !== "/" && !isBelowKernelMounts(operation.cwd))
      mkdirAllIn(root, operation.cwd, { mode: 0o755, uid: user.uid, gid: user.gid });
    return user;
  } catch (error) {
    throw processNotRun(operation.args, error);
  }
}

async function secretVariables(op: Op, operation: RunOperation, { session }: StepContext): Promise<string[]> {
  const variables: string[] = [];
  for (const { id, env, required } of environmentSecrets(operation)) {
    const bytes = await session.secret(op, id);
    if (bytes !== undefined) variables.push(`${env}=${Buffer.from(bytes).toString("utf8")}`);
    else if (required) throw secretNotFound(id);
  }
  return variables;
}

type SpecFacts = Pick<
  Parameters<typeof stepSpec>[0],
  "id" | "operation" | "user" | "environment" | "devices" | "mounts" | "ownNetwork"
>;

function specOf(dependencies: StepDependencies, facts: SpecFacts): OciSpec {
  const { settings, hostFacts } = dependencies;
  const hostConfig = stepHostConfig(facts.operation, settings);
  const seccomp = seccompOf(dependencies, { hostConfig, runtime: settings.defaultRuntime });
  return stepSpec({ ...facts, hostConfig, seccomp, host: hostFacts, daemon: settings });
}
