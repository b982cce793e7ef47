import { EngineError, type ErrorKind, messageOf } from "#base/errors.ts";
import { SyscallError } from "../libc.ts";
import type {
  BelowMount,
  DeviceMount,
  Fd,
  NetworkBlock,
  NetworkState,
  NftCommands,
  OpenedSocket,
  OverlayMount,
  SharedMemoryMount,
  SocketRequest,
} from "./contract.ts";

/** What the client asks of the kernel Worker, by call: its argument and its result. */
export interface KernelCalls {
  mountOverlay: { argument: OverlayMount; result: Fd };
  makePrivateAnchor: { argument: string; result: undefined };
  mountSharedMemory: { argument: SharedMemoryMount; result: undefined };
  unmount: { argument: string; result: undefined };
  mountDevice: { argument: DeviceMount; result: undefined };
  mountBelow: { argument: BelowMount; result: undefined };
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

export type EncodedError =
  | { readonly call: string; readonly errnoNumber: number; readonly subject: string }
  | {
      readonly kind: ErrorKind;
      readonly message: string;
      readonly code: string;
      readonly data: Readonly<Record<string, unknown>>;
    };

export function encodeError(error: unknown): EncodedError {
  if (error instanceof SyscallError)
    return { call: error.call, errnoNumber: error.errnoNumber, subject: error.subject };
  if (error instanceof EngineError)
    return { kind: error.kind, message: error.message, code: error.code, data: error.data };
  return { kind: "system", message: messageOf(error), code: "system", data: {} };
}

export function decodeError(error: EncodedError): EngineError {
  if ("errnoNumber" in error) return new SyscallError(error.call, error.errnoNumber, error.subject);
  return new EngineError(error.kind, error.message, { code: error.code, data: error.data });
}
