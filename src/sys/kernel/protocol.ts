import type { EncodedError } from "../encoded-error.ts";
import type {
  BelowMount,
  ContainerView,
  DeviceMount,
  Fd,
  ImageMount,
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

/** What the client asks of the kernel Worker, by call: its argument and its result. */
export interface KernelCalls {
  mountOverlay: { argument: OverlayMount; result: Fd };
  makePrivateAnchor: { argument: string; result: undefined };
  mountSharedMemory: { argument: SharedMemoryMount; result: undefined };
  mountTmpfs: { argument: TmpfsMount; result: Fd };
  assembleTree: { argument: TreeAssembly; result: Fd };
  unmount: { argument: string; result: undefined };
  mountDevice: { argument: DeviceMount; result: undefined };
  mountBelow: { argument: BelowMount; result: undefined };
  mountImage: { argument: ImageMount; result: undefined };
  openView: { argument: ContainerView; result: OpenedView };
  cloneRoot: { argument: Fd; result: Fd };
  createNetns: { argument: undefined; result: Fd };
  configureNetwork: { argument: readonly NetworkBlock[]; result: undefined };
  readNetwork: { argument: Fd | undefined; result: NetworkState };
  openSocket: { argument: SocketRequest; result: OpenedSocket };
  runNft: { argument: NftCommands; result: string };
}

export type KernelCall = keyof KernelCalls;

export interface KernelRequest<Call extends KernelCall = KernelCall> {
  readonly id: number;
  readonly call: Call;
  readonly argument: KernelCalls[Call]["argument"];
}

export type KernelReply =
  | { readonly id: number; readonly result: KernelCalls[KernelCall]["result"] }
  | { readonly id: number; readonly failure: EncodedError };
