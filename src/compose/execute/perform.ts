import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { containerExtract } from "#client/container-archive.ts";
import { containerCreate } from "#client/container-create.ts";
import { containerKill } from "#client/container-kill.ts";
import { containerPause } from "#client/container-pause.ts";
import { containerRemove } from "#client/container-remove.ts";
import { containerRename } from "#client/container-rename.ts";
import { containerRestart } from "#client/container-restart.ts";
import { containerStart } from "#client/container-start.ts";
import { containerStop } from "#client/container-stop.ts";
import { containerTakeover } from "#client/container-takeover.ts";
import { containerUnpause } from "#client/container-unpause.ts";
import { ApiError } from "#client/errors.ts";
import { imageRemove } from "#client/image-remove.ts";
import { networkConnect } from "#client/network-connect.ts";
import { networkCreate } from "#client/network-create.ts";
import { networkDisconnect } from "#client/network-disconnect.ts";
import { networkRemove } from "#client/network-remove.ts";
import { volumeCreate } from "#client/volume-create.ts";
import { volumeRemove } from "#client/volume-remove.ts";
import { containerSpec } from "../convert/container-spec.ts";
import { withBorrowed } from "../plan/borrowed.ts";
import type { InjectedFile, NewContainer, Operation, Step, Target } from "../plan/operation.ts";
import { filesArchive } from "./files-archive.ts";
import { type HookOutput, runHook } from "./run-hook.ts";
import type { Perform, PerformedStep } from "./run-plan.ts";
import { runStep } from "./run-step.ts";
import { type Changes, waitFor } from "./wait-for.ts";

/** Who says it: a container that a hook runs in, or what is done before a service starts. */
export type HookSource = { readonly container: string } | { readonly step: string };

export interface PerformerOptions {
  readonly client: Client;
  readonly changes: Changes;
  /** Where the output of a hook goes. */
  hookOutput(of: HookSource): HookOutput;
  /** Of a path below the project's folder. @throws Error where there is none */
  readText(path: string): string;
}

/** Operations as calls of an engine. */
export function performer(options: PerformerOptions): Perform {
  return async (op, step, idOf) => (await call(op, step, { ...options, idOf })) ?? {};
}

interface Ground extends PerformerOptions {
  readonly idOf: (target: Target) => string;
}

type Kind = Operation["kind"];
type Performers = {
  readonly [K in Kind]: (
    op: Op,
    operation: Extract<Operation, { readonly kind: K }>,
    ground: Ground,
  ) => Promise<PerformedStep> | Promise<void>;
};

const performers: Performers = {
  "create network": (op, { spec }, { client }) => createNetwork(op, client, spec),
  "remove network": (op, { id }, { client }) => networkRemove(op, client, id),
  "connect network": (op, { network, target, endpoint }, { client, idOf }) =>
    networkConnect(op, client, network, { container: idOf(target), endpoint }),
  "disconnect network": (op, { network, target }, { client, idOf }) =>
    networkDisconnect(op, client, network, { container: idOf(target), force: true }),
  "create volume": async (op, { spec }, { client }) => void (await volumeCreate(op, client, spec)),
  "remove volume": (op, { name }, { client }) => volumeRemove(op, client, name, { force: true }),
  "create container": (op, { container }, ground) => createContainer(op, container, ground),
  "rename container": (op, { target, name }, { client, idOf }) => containerRename(op, client, idOf(target), { name }),
  "start container": (op, { target, isStandby = false }, { client, idOf }) =>
    containerStart(op, client, idOf(target), { standby: isStandby }),
  "take over": (op, { target, from }, { client, idOf }) =>
    containerTakeover(op, client, idOf(target), { from: idOf(from) }),
  "stop container": (op, { target, timeout }, { client, idOf }) =>
    containerStop(op, client, idOf(target), seconds(timeout)),
  "restart container": (op, { target, timeout }, { client, idOf }) =>
    containerRestart(op, client, idOf(target), seconds(timeout)),
  "kill container": (op, { target, signal }, { client, idOf }) => containerKill(op, client, idOf(target), { signal }),
  "pause container": (op, { target }, { client, idOf }) => containerPause(op, client, idOf(target)),
  "unpause container": (op, { target }, { client, idOf }) => containerUnpause(op, client, idOf(target)),
  "remove container": (op, { target, force, volumes }, { client, idOf }) =>
    containerRemove(op, client, idOf(target), { force, volumes }),
  "inject files": (op, { target, files }, { client, idOf }) => injectFiles(op, client, idOf(target), files),
  "run hook": (op, { target, service, hook }, ground) =>
    runHook(op, ground.client, ground.idOf(target), {
      service,
      hook,
      output: ground.hookOutput({ container: target.name }),
    }),
  "run step": (op, { target, service, index }, ground) =>
    runStep(op, ground.client, ground.idOf(target), {
      service,
      index,
      output: ground.hookOutput({ step: `${service} pre_start[${index}]` }),
    }),
  "remove image": async (op, { name }, { client }) => void (await imageRemove(op, client, name)),
  wait: (op, operation, { client, changes, idOf }) =>
    waitFor(op, client, changes, { ...operation, ids: operation.targets.map(idOf) }),
  show: async () => {},
};

function call(op: Op, { operation }: Step, ground: Ground): Promise<PerformedStep> | Promise<void> {
  const perform = performers[operation.kind] as (
    op: Op,
    operation: Operation,
    ground: Ground,
  ) => Promise<PerformedStep> | Promise<void>;
  return perform(op, operation, ground);
}

const seconds = (timeout: number | undefined) => (timeout === undefined ? {} : { timeoutS: timeout });

async function createNetwork(op: Op, client: Client, spec: Parameters<typeof networkCreate>[2]): Promise<undefined> {
  try {
    await networkCreate(op, client, spec);
  } catch (error) {
    // Another command may have made it just now.
    if (error instanceof ApiError && error.status === 409) return;
    throw new Error(`failed to create network ${spec.Name}: ${(error as Error).message}`, { cause: error });
  }
}

async function createContainer(op: Op, container: NewContainer, ground: Ground): Promise<PerformedStep> {
  const { name, wanted, borrowed, platform } = container;
  const service = withBorrowed(wanted.service, borrowed, ground.idOf);
  const spec = containerSpec({ ...wanted, service }, (path) => ground.readText(path));
  const { Id, Warnings } = await containerCreate(op, ground.client, { name, platform, spec });
  return { id: Id, warnings: Warnings ?? [] };
}

/** One archive for each kind of owner: it is said of all that an archive holds. */
async function injectFiles(op: Op, client: Client, container: string, files: readonly InjectedFile[]): Promise<void> {
  for (const keepsOwner of [false, true]) {
    const own = files.filter((file) => file.keepsOwner === keepsOwner);
    if (own.length === 0) continue;
    const content = filesArchive(own, Date.now());
    const options = { path: "/", content, copyUIDGID: keepsOwner, allowOverwriteDirWithFile: false };
    await containerExtract(op, client, container, options);
  }
}
