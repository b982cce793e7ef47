import type {
  ContainerCreateRequest,
  ContainerCreateResponse,
  ContainerInspectResponse,
  ContainerPruneReport,
  ContainerSummary,
  ContainerTopResponse,
  ContainerUpdateRequest,
  ContainerUpdateResponse,
  ContainerWaitResponse,
  ContainerWhy,
  FilesystemChange,
} from "#api/types.gen.ts";
import type { Digest } from "#base/digest.ts";
import { type Op, orEnd } from "#base/op.ts";
import { emptyContainerName, notRunning } from "#core/container/errors.ts";
import { checkPsArguments } from "#core/container/ps-output.ts";
import type { ImageUser, ImageUsers } from "#core/image/contract.ts";
import type { PruneTurn } from "#core/prune/prune-turn.ts";
import type { Gone } from "#core/rehearsal/contract.ts";
import type { TerminalSize } from "#core/runtime/contract.ts";
import type { Filters } from "#formats/filters.ts";
import { givenName } from "../images/given-name.ts";
import { type AttachOptions, type AttachTarget, attachTarget } from "./attach.ts";
import { type CommitOptions, commit } from "./commit.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { type CreateOptions, create } from "./create.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";
import {
  archivePath,
  type ContainerArchive,
  type ExtractRequest,
  extractToPath,
  type PathStat,
  statPath,
} from "./files/archive.ts";
import { changesOf } from "./files/changes.ts";
import { type Export, exportRoot } from "./files/export.ts";
import { inspect } from "./inspect.ts";
import { type ListOptions, list } from "./list.ts";
import { type LogQuery, type LogSource, logSource } from "./logs.ts";
import { type ConnectRequest, connectNetwork, type DisconnectRequest, disconnectNetwork } from "./network-connect.ts";
import { pause, unpause } from "./pause.ts";
import { prune } from "./prune.ts";
import { ContainerRehearsal } from "./rehearse.ts";
import { type RemoveOptions, remove } from "./remove.ts";
import { rename } from "./rename.ts";
import { restart } from "./restart.ts";
import { type StartOptions, start } from "./start.ts";
import { type StatsOptions, type StatsSink, stats } from "./stats.ts";
import { type KillOptions, kill, type StopOptions, stop } from "./stop.ts";
import { type TakeoverRequest, takeOver } from "./take-over.ts";
import { top } from "./top.ts";
import { update } from "./update.ts";
import { type WaitCondition, wait } from "./wait.ts";
import { why } from "./why.ts";

/** `POST /commit`, as it was sent. */
export type CommitCall = Omit<CommitOptions, "name"> & { readonly repo: string; readonly tag: string };

/** `POST /containers/{id}/takeover`, as it was sent. */
export type TakeoverCall = Omit<TakeoverRequest, "taker" | "giver"> & { readonly from: string };

/** By the numbers that the API gives them. */
const changeKinds = ["modified", "added", "deleted"];

/** The container calls of the engine. `ref` is an id, an unambiguous prefix of one, or a name. */
export class ContainerService implements ImageUsers {
  readonly #context: ContainerContext;
  readonly #prunes: PruneTurn;

  constructor(context: ContainerContext, prunes: PruneTurn) {
    this.#context = context;
    this.#prunes = prunes;
  }

  create(op: Op, request: ContainerCreateRequest, options: CreateOptions): Promise<ContainerCreateResponse> {
    return create(op, this.#context, { request, options });
  }

  async start(op: Op, ref: string, options: StartOptions & { readonly detachKeys?: string }): Promise<void> {
    await start(op, this.#context, this.#context.table.find(ref), options);
  }

  /** @param from a ref, as `ref` is */
  async takeOver(op: Op, ref: string, { from, ...limits }: TakeoverCall): Promise<void> {
    const { table } = this.#context;
    await takeOver(op, this.#context, { taker: table.find(ref), giver: table.find(from), ...limits });
  }

  async stop(op: Op, ref: string, options: StopOptions): Promise<void> {
    await stop(op, this.#context, this.#context.table.find(ref), options);
  }

  async restart(op: Op, ref: string, options: StopOptions): Promise<void> {
    await restart(op, this.#context, this.#context.table.find(ref), options);
  }

  async kill(op: Op, ref: string, options: KillOptions): Promise<void> {
    await kill(op, this.#context, this.#context.table.find(ref), options);
  }

  /** Why it is as it is. From memory. @throws not-found */
  why(ref: string): ContainerWhy {
    return why(this.#context, this.#context.table.find(ref));
  }

  async pause(op: Op, ref: string): Promise<void> {
    await pause(op, this.#context, this.#context.table.find(ref));
  }

  async unpause(op: Op, ref: string): Promise<void> {
    await unpause(op, this.#context, this.#context.table.find(ref));
  }

  async remove(op: Op, ref: string, options: RemoveOptions): Promise<void> {
    await remove(op, this.#context, this.#context.table.find(ref), { ref, options });
  }

  async rename(op: Op, ref: string, newName: string): Promise<void> {
    await rename(op, this.#context, this.#context.table.find(ref), newName);
  }

  update(op: Op, ref: string, request: ContainerUpdateRequest): Promise<ContainerUpdateResponse> {
    return update(op, this.#context, { ref, request });
  }

  async resize(op: Op, ref: string, size: TerminalSize): Promise<void> {
    const entry = this.#context.table.find(ref);
    if (entry.task === undefined) throw notRunning(entry.id);
    entry.task.resize(size);
    emit(this.#context, entry, "resize", { height: String(size.rows), width: String(size.columns) });
    await orEnd(op, Promise.resolve());
  }

  async wait(op: Op, ref: string, condition: WaitCondition): Promise<ContainerWaitResponse> {
    const { exitCode } = await wait(op, this.#context.table.find(ref), condition);
    return { StatusCode: exitCode };
  }

  inspect(op: Op, ref: string, options: { readonly size: boolean }): Promise<ContainerInspectResponse> {
    return inspect(op, this.#context, this.#context.table.find(ref), options);
  }

  list(op: Op, options: ListOptions): Promise<ContainerSummary[]> {
    return list(op, this.#context, options);
  }

  async top(op: Op, ref: string, psArguments: string): Promise<ContainerTopResponse> {
    checkPsArguments(psArguments);
    return top(op, this.#context, this.#context.table.find(ref), psArguments || "-ef");
  }

  /** Looks the container up at once; its figures come when the source is asked for them. @throws not-found */
  stats(ref: string, options: StatsOptions): { pipeTo(op: Op, sink: StatsSink): Promise<void> } {
    const entry = this.#context.table.find(ref);
    return { pipeTo: (op, sink) => stats(op, this.#context, entry, { options, sink }) };
  }

  prune(op: Op, filters: Filters): Promise<ContainerPruneReport> {
    return this.#prunes.run(() => prune(op, this.#context, filters));
  }

  /** Plays the acts of one rehearsal. */
  rehearsal(gone: Gone): ContainerRehearsal {
    return new ContainerRehearsal(this.#context, gone);
  }

  attachable(ref: string, options: AttachOptions): AttachTarget {
    return attachTarget(this.#context, this.#context.table.find(ref), options);
  }

  async logs(op: Op, ref: string, query: LogQuery): Promise<LogSource> {
    const source = logSource(this.#context, this.#context.table.find(ref), query);
    return orEnd(op, Promise.resolve(source));
  }

  statPath(op: Op, ref: string, path: string): Promise<PathStat> {
    return statPath(op, this.#context, { ref, path });
  }

  archive(op: Op, ref: string, path: string): Promise<ContainerArchive> {
    return archivePath(op, this.#context, { ref, path });
  }

  extract(op: Op, request: ExtractRequest): Promise<void> {
    return extractToPath(op, this.#context, request);
  }

  export(op: Op, ref: string): Promise<Export> {
    return exportRoot(op, this.#context, this.#context.table.find(ref));
  }

  async changes(op: Op, ref: string): Promise<FilesystemChange[]> {
    const changes = await changesOf(op, this.#context, this.#context.table.find(ref));
    return changes.map(({ path, kind }) => ({ Kind: changeKinds.indexOf(kind), Path: path }));
  }

  /** @param ref empty: refused as Docker refuses it */
  async commit(op: Op, ref: string, { repo, tag, ...options }: CommitCall): Promise<string> {
    const name = givenName({ repo, tag });
    if (ref === "") throw emptyContainerName();
    const { id } = await commit(op, this.#context, this.#context.table.find(ref), { ...options, name });
    return id;
  }

  /** Ids of containers that have a volume among their mounts, in the order in which they were made. */
  usersOfVolume(name: string): string[] {
    const has = (entry: ContainerEntry) =>
      entry.record.mounts.some((mount) => mount.Type === "volume" && mount.Name === name);
    return this.#context.table
      .all()
      .filter(has)
      .map((entry) => entry.id as string)
      .reverse();
  }

  connectNetwork(op: Op, request: ConnectRequest): Promise<void> {
    return connectNetwork(op, this.#context, request);
  }

  disconnectNetwork(op: Op, request: DisconnectRequest): Promise<void> {
    return disconnectNetwork(op, this.#context, request);
  }

  usersOf(imageId: Digest): readonly ImageUser[] {
    return this.#context.table
      .all()
      .filter(({ record }) => record.image.id === imageId || mountsImage(record, imageId))
      .map((entry) => ({
        containerId: entry.id,
        running: entry.running,
        reference: entry.record.image.reference,
        ...(entry.record.image.id === imageId ? { manifest: entry.record.image.manifestDigest } : {}),
      }));
  }
}

function mountsImage({ imageMounts = {} }: ContainerEntry["record"], imageId: Digest): boolean {
  return Object.values(imageMounts).includes(imageId);
}
