import { EngineError } from "#base/errors.ts";
import { type Op, orEnd, throwIfEnded } from "#base/op.ts";
import { decodeError } from "../encoded-error.ts";
import { closeFd } from "../fd.ts";
import { startWorker } from "../worker.ts";
import type {
  BelowMount,
  ContainerView,
  DeviceMount,
  Fd,
  ImageMount,
  Kernel,
  NetworkBlock,
  NetworkState,
  NftCommands,
  OpenedSocket,
  OpenedView,
  OverlayMount,
  SharedMemoryMount,
  SocketRequest,
  TmpfsMount,
} from "./contract.ts";
import type { KernelCall, KernelCalls, KernelReply } from "./protocol.ts";
import type { TreeAssembly } from "./tree-assembly.ts";

interface Pending {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Namespaces that lie ready: a start does not wait for one, which under load can take 200 ms. */
const readyNetns = 2;
const refillAfterMs = 10;

/** Starts the kernel Worker. Nothing is changed until the first call. */
export function openLinuxKernel(): Kernel {
  return new LinuxKernel(startWorker("sys/kernel/kernel.worker"));
}

class LinuxKernel implements Kernel {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ready: Fd[] = [];
  #lastId = 0;
  #refill: ReturnType<typeof setTimeout> | undefined;
  #ended: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<KernelReply>) => this.#settle(data);
    worker.onerror = (event) => this.#end(event.message);
    worker.addEventListener("close", () => this.#end("the kernel Worker has ended"));
  }

  mountOverlay(op: Op, overlay: OverlayMount): Promise<Fd> {
    return this.#askToOpen(op, "mountOverlay", overlay, closeFd);
  }

  makePrivateAnchor(op: Op, directory: string): Promise<void> {
    return this.#askWithin(op, "makePrivateAnchor", directory);
  }

  mountSharedMemory(op: Op, mount: SharedMemoryMount): Promise<void> {
    return this.#askWithin(op, "mountSharedMemory", mount);
  }

  mountTmpfs(op: Op, mount: TmpfsMount): Promise<Fd> {
    return this.#askToOpen(op, "mountTmpfs", mount, closeFd);
  }

  assembleTree(op: Op, assembly: TreeAssembly): Promise<Fd> {
    return this.#askToOpen(op, "assembleTree", assembly, closeFd);
  }

  unmount(op: Op, path: string): Promise<void> {
    return this.#askWithin(op, "unmount", path);
  }

  mountDevice(op: Op, mount: DeviceMount): Promise<void> {
    return this.#askWithin(op, "mountDevice", mount);
  }

  mountBelow(op: Op, mount: BelowMount): Promise<void> {
    return this.#askWithin(op, "mountBelow", mount);
  }

  mountImage(op: Op, mount: ImageMount): Promise<void> {
    return this.#askWithin(op, "mountImage", mount);
  }

  openView(op: Op, view: ContainerView): Promise<OpenedView> {
    return this.#askToOpen(op, "openView", view, ({ root, namespace }) => {
      closeFd(root);
      closeFd(namespace);
    });
  }

  cloneRoot(op: Op, namespace: Fd): Promise<Fd> {
    return this.#askToOpen(op, "cloneRoot", namespace, closeFd);
  }

  createNetns(op: Op): Promise<Fd> {
    const ready = this.#ready.shift();
    this.#refillSoon();
    return ready === undefined ? this.#askToOpen(op, "createNetns", undefined, closeFd) : Promise.resolve(ready);
  }

  configureNetwork(op: Op, blocks: readonly NetworkBlock[]): Promise<void> {
    return this.#askWithin(op, "configureNetwork", blocks);
  }

  readNetwork(op: Op, netns?: Fd): Promise<NetworkState> {
    return this.#askWithin(op, "readNetwork", netns);
  }

  openSocket(op: Op, request: SocketRequest): Promise<OpenedSocket> {
    return this.#askToOpen(op, "openSocket", request, ({ fd }) => closeFd(fd));
  }

  runNft(op: Op, commands: NftCommands): Promise<string> {
    return this.#askWithin(op, "runNft", commands);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve();
    this.#end("the kernel Worker was closed");
  }

  async #askWithin<Call extends KernelCall>(
    op: Op,
    call: Call,
    argument: KernelCalls[Call]["argument"],
  ): Promise<KernelCalls[Call]["result"]> {
    throwIfEnded(op);
    return await orEnd(op, this.#ask(call, argument));
  }

  /** What comes after its op has ended is closed. */
  async #askToOpen<Call extends KernelCall>(
    op: Op,
    call: Call,
    argument: KernelCalls[Call]["argument"],
    close: (result: KernelCalls[Call]["result"]) => void,
  ): Promise<KernelCalls[Call]["result"]> {
    throwIfEnded(op);
    const asked = this.#ask(call, argument);
    try {
      return await orEnd(op, asked);
    } catch (error) {
      asked.then(close, () => {});
      throw error;
    }
  }

  #ask<Call extends KernelCall>(
    call: Call,
    argument: KernelCalls[Call]["argument"],
  ): Promise<KernelCalls[Call]["result"]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, argument });
    });
  }

  #settle(reply: KernelReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ("failure" in reply) pending?.reject(decodeError(reply.failure));
    else pending?.resolve(reply.result as never);
  }

  /** Only while nothing else waits: a namespace for later must not hold up a container that starts now. */
  #refillSoon(): void {
    if (this.#refill !== undefined || this.#ended !== undefined) return;
    this.#refill = setTimeout(() => {
      this.#refill = undefined;
      if (this.#pending.size === 0) void this.#addReady();
      else this.#refillSoon();
    }, refillAfterMs);
    this.#refill.unref();
  }

  async #addReady(): Promise<void> {
    try {
      const fd = await this.#ask("createNetns", undefined);
      if (this.#ended !== undefined) return closeFd(fd);
      this.#ready.push(fd);
      if (this.#ready.length < readyNetns) this.#refillSoon();
    } catch {
      // The next createNetns meets the same cause and tells its caller.
    }
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = new EngineError("unavailable", reason, { code: "kernel.ended" });
    clearTimeout(this.#refill);
    for (const fd of this.#ready.splice(0)) closeFd(fd);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
    this.#worker.terminate();
  }
}
