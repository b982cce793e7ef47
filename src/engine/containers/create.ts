import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { ContainerCreateRequest, ContainerCreateResponse } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import { type ContainerId, newId } from "#base/ids.ts";
import { backgroundOp, type Op, throwIfEnded } from "#base/op.ts";
import { nowRfc3339Nano, zeroTime } from "#base/time.ts";
import { Undo } from "#base/undo.ts";
import { type CreateDecision, checkCreateRequest, completeCreate } from "#core/container/create/decide.ts";
import { generateName } from "#core/container/create/generated-name.ts";
import { checkContainerName } from "#core/container/create/name.ts";
import type { PlannedMount } from "#core/container/create/plan-volumes.ts";
import { nameInUse, noCommand } from "#core/container/errors.ts";
import type { ContainerLink } from "#core/container/links/link.ts";
import type { ContainerImage, ContainerRecord } from "#core/container/record.ts";
import { networkingToRecord } from "#core/container/recorded-endpoints.ts";
import type { ResolvedImage } from "#core/image/contract.ts";
import { checkImagePlatform, foreignPlatformWarning, wantedPlatform } from "#core/image/wanted-platform.ts";
import { ContainerEntry } from "./container-entry.ts";
import { createFacts } from "./create-facts.ts";
import { makeVolumes, mountsOfRecord } from "./create-volumes.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";
import { containerFolder, logPathOf } from "./folders.ts";
import { resolveLinks } from "./links.ts";
import { plannedNetworks } from "./network-request.ts";

export interface CreateOptions {
  /** Empty: one is made up. */
  readonly name: string;
  readonly platform: string;
}

export interface CreateCall {
  readonly request: ContainerCreateRequest;
  readonly options: CreateOptions;
}

/** `POST /containers/create`. Durable when it resolves. @throws what Docker says */
export async function create(
  op: Op,
  context: ContainerContext,
  { request, options }: CreateCall,
): Promise<ContainerCreateResponse> {
  throwIfEnded(op);
  const facts = createFacts(context);
  const checked = checkCreateRequest(request, facts);
  if (request.Image === "" && !hasCommand(request)) throw noCommand();
  const image = request.Image === "" ? undefined : imageFor(context, request.Image, options.platform);
  if (image !== undefined) await context.images.admit(op, image, "run");
  const id = newId<ContainerId>();
  const decision = completeCreate(checked, { id, image: image && (image.config.config ?? {}) }, facts);
  for (const mount of decision.mounts) {
    if (mount.image !== undefined) await context.images.admit(op, context.images.resolve(mount.image), "run");
  }
  const name = chooseName(context, options.name);
  const links = resolveLinks(context, decision.hostConfig);
  const record = recordOf(context, { id, name, decision, image, reference: request.Image, links });
  const entry = new ContainerEntry(record);
  context.networks.validate(plannedNetworks(context, entry));
  context.table.add(entry);
  await store(op, context, entry, decision.mounts);
  emit(context, entry, "create");
  const isForeign = options.platform === "" && image !== undefined;
  const warning = isForeign ? foreignPlatformWarning(image.config, context.images.hostPlatform) : undefined;
  return { Id: id, Warnings: warning === undefined ? decision.warnings : [...decision.warnings, warning] };
}

/** @throws invalid-argument · not-found when there is none of that name, or it is for another platform */
function imageFor(context: ContainerContext, reference: string, platform: string): ResolvedImage {
  if (platform === "") return context.images.resolve(reference);
  const wanted = wantedPlatform(platform, { os: "linux", architecture: context.machine.architecture });
  const image = context.images.resolve(reference, wanted);
  checkImagePlatform(reference, image.config, wanted);
  return image;
}

/** @throws invalid-argument · conflict */
function chooseName(context: ContainerContext, asked: string): string {
  if (asked === "") return generateName((name) => context.table.withName(name) !== undefined);
  checkContainerName(asked);
  const name = asked.replace(/^\//, "");
  const owner = context.table.withName(name);
  if (owner !== undefined) throw nameInUse(name, owner.id);
  return name;
}

/** Makes the files and commits the record; on failure nothing of the container is left. */
async function store(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  mounts: readonly PlannedMount[],
): Promise<void> {
  const undo = new Undo();
  undo.add(() => context.table.remove(entry));
  try {
    const folder = containerFolder(context.settings, entry.id);
    undo.add(() => rm(folder, { recursive: true, force: true }));
    await mkdir(folder, { mode: 0o710 });
    if (entry.record.hostConfig.LogConfig.Type === "local") await mkdir(dirname(entry.record.logPath), { mode: 0o710 });
    undo.add(() => context.snapshots.removeWritable(backgroundOp(context.log), entry.id));
    await context.snapshots.createWritable(op, entry.id, entry.record.image.chainId);
    commitPoint("container.create.files");
    const volumes = await makeVolumes(op, context, entry, mounts);
    undo.add(() => volumes.abandon());
    commitPoint("container.create.files");
    const record = { put: "container", key: entry.id, value: entry.record } as const;
    await context.store.commit(op, [...volumes.records, record], "full");
    commitPoint("container.create.committed");
    volumes.publish();
  } catch (error) {
    await undo.run();
    throw error;
  }
}

interface RecordParts {
  readonly id: ContainerId;
  readonly name: string;
  readonly decision: CreateDecision;
  /** Undefined: none; the root is empty. */
  readonly image: ResolvedImage | undefined;
  readonly reference: string;
  readonly links: readonly ContainerLink[];
}

function hasCommand({ Cmd, Entrypoint }: ContainerCreateRequest): boolean {
  return (Cmd ?? []).length > 0 || (Entrypoint ?? []).length > 0;
}

function recordOf(context: ContainerContext, parts: RecordParts): ContainerRecord {
  const { id, name, decision, image, reference, links } = parts;
  const { config, hostConfig, path, args, mounts } = decision;
  const networkingConfig = networkingToRecord(decision.networkingConfig, hostConfig.NetworkMode, (ref) =>
    networkName(context, ref),
  );
  return {
    id,
    name,
    created: nowRfc3339Nano(),
    image: imageOfRecord(reference, image),
    config,
    hostConfig,
    networkingConfig,
    path,
    args,
    runtime: hostConfig.Runtime ?? context.settings.defaultRuntime,
    logPath: logPathOf(context.settings, id, hostConfig.LogConfig.Type),
    ...mountsOfRecord(mounts),
    ...(links.length === 0 ? {} : { links }),
    restartCount: 0,
    state: {
      status: "created",
      pid: 0,
      exitCode: 0,
      error: "",
      oomKilled: false,
      startedAt: zeroTime,
      finishedAt: zeroTime,
    },
  };
}

function networkName(context: ContainerContext, ref: string): string {
  if (ref === "default") return "bridge";
  return context.networks.idOf(ref) === undefined ? ref : context.networks.find(ref).name;
}

function imageOfRecord(reference: string, image: ResolvedImage | undefined): ContainerImage {
  if (image === undefined) return { reference, id: "", architecture: "", os: "linux" };
  return {
    reference,
    id: image.id,
    manifestDigest: image.manifestDigest,
    manifestMediaType: image.manifestMediaType,
    manifestSizeBytes: image.manifestSizeBytes,
    ...(image.manifestAnnotations === undefined ? {} : { manifestAnnotations: image.manifestAnnotations }),
    ...(image.chainId === undefined ? {} : { chainId: image.chainId }),
    architecture: image.config.architecture ?? "",
    os: image.config.os ?? "linux",
  };
}
