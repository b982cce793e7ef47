import { openSync } from "node:fs";
import type { Op } from "#base/op.ts";
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
import type { TreeAssembly } from "./tree-assembly.ts";

export type RecordedCall =
  | { readonly call: "mountOverlay"; readonly overlay: OverlayMount }
  | { readonly call: "makePrivateAnchor" | "mountSharedMemory" | "unmount"; readonly path: string }
  | { readonly call: "mountTmpfs"; readonly mount: TmpfsMount }
  | { readonly call: "assembleTree"; readonly assembly: TreeAssembly }
  | { readonly call: "mountDevice"; readonly mount: DeviceMount }
  | { readonly call: "mountBelow"; readonly mount: BelowMount }
  | { readonly call: "mountImage"; readonly mount: ImageMount }
  | { readonly call: "openView"; readonly view: ContainerView }
  | { readonly call: "cloneRoot"; readonly namespace: Fd }
  | { readonly call: "createNetns" }
  | { readonly call: "configureNetwork"; readonly blocks: readonly NetworkBlock[] }
  | { readonly call: "readNetwork"; readonly netns: Fd | undefined }
  | { readonly call: "openSocket"; readonly request: SocketRequest }
  | { readonly call: "runNft"; readonly commands: NftCommands };

/** A Kernel that does nothing but remember what it was asked; its descriptors are of /dev/null. */
export class FakeKernel implements Kernel {
  readonly calls: RecordedCall[] = [];
  /** What readNetwork tells. */
  state: NetworkState = { links: [], addresses: [], routes: [] };
  /** What runNft prints. */
  nftOutput: (commands: NftCommands) => string = () => "";
  /** Called before each call is recorded; what it throws is the call's error. */
  onCall: (call: RecordedCall) => void = () => {};

  mountOverlay(_op: Op, overlay: OverlayMount): Promise<Fd> {
    return this.#record({ call: "mountOverlay", overlay }, openNull);
  }

  makePrivateAnchor(_op: Op, path: string): Promise<void> {
    return this.#record({ call: "makePrivateAnchor", path }, () => {});
  }

  mountSharedMemory(_op: Op, { path }: SharedMemoryMount): Promise<void> {
    return this.#record({ call: "mountSharedMemory", path }, () => {});
  }

  mountTmpfs(_op: Op, mount: TmpfsMount): Promise<Fd> {
    return this.#record({ call: "mountTmpfs", mount }, openNull);
  }

  assembleTree(_op: Op, assembly: TreeAssembly): Promise<Fd> {
    return this.#record({ call: "assembleTree", assembly }, openNull);
  }

  unmount(_op: Op, path: string): Promise<void> {
    return this.#record({ call: "unmount", path }, () => {});
  }

  mountDevice(_op: Op, mount: DeviceMount): Promise<void> {
    return this.#record({ call: "mountDevice", mount }, () => {});
  }

  mountBelow(_op: Op, mount: BelowMount): Promise<void> {
    return this.#record({ call: "mountBelow", mount }, () => {});
  }

  mountImage(_op: Op, mount: ImageMount): Promise<void> {
    return this.#record({ call: "mountImage", mount }, () => {});
  }

  openView(_op: Op, view: ContainerView): Promise<OpenedView> {
    return this.#record({ call: "openView", view }, () => ({ root: openNull(), namespace: openNull() }));
  }

  cloneRoot(_op: Op, namespace: Fd): Promise<Fd> {
    return this.#record({ call: "cloneRoot", namespace }, openNull);
  }

  createNetns(): Promise<Fd> {
    return this.#record({ call: "createNetns" }, openNull);
  }

  configureNetwork(_op: Op, blocks: readonly NetworkBlock[]): Promise<void> {
    return this.#record({ call: "configureNetwork", blocks }, () => {});
  }

  readNetwork(_op: Op, netns?: Fd): Promise<NetworkState> {
    return this.#record({ call: "readNetwork", netns }, () => this.state);
  }

  openSocket(_op: Op, request: SocketRequest): Promise<OpenedSocket> {
    return this.#record({ call: "openSocket", request }, () => ({ fd: openNull(), port: request.bind?.port ?? 0 }));
  }

  runNft(_op: Op, commands: NftCommands): Promise<string> {
    return this.#record({ call: "runNft", commands }, () => this.nftOutput(commands));
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #record<T>(call: RecordedCall, result: () => T): Promise<T> {
    await Promise.resolve();
    this.onCall(call);
    this.calls.push(call);
    return result();
  }
}

function openNull(): Fd {
  return openSync("/dev/null", "r");
}
