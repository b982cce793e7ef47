import { encodeError } from "../encoded-error.ts";
import { armCommitPointsFrom } from "../kill-points.ts";
import { assembleTree } from "./assemble-tree.ts";
import { cloneRoot, mountImage, openView } from "./container-views.ts";
import type { NetworkBlock } from "./contract.ts";
import { makePrivateAnchor, mountOverlay, mountSharedMemory, mountTmpfs, unmount } from "./mounts.ts";
import { createNetns, inNetns } from "./namespaces.ts";
import { NetlinkSocket } from "./netlink-socket.ts";
import { readNetworkState } from "./network-state.ts";
import { runStep } from "./network-steps.ts";
import { runNft } from "./nftables.ts";
import type { KernelCall, KernelCalls, KernelReply, KernelRequest } from "./protocol.ts";
import { openSocket } from "./sockets.ts";
import { mountBelow, mountDevice } from "./volume-mounts.ts";

declare const self: Worker;

type Handlers = {
  readonly [Call in KernelCall]: (argument: KernelCalls[Call]["argument"]) => KernelCalls[Call]["result"];
};

let home: NetlinkSocket | undefined;

const handlers: Handlers = {
  mountOverlay,
  makePrivateAnchor: (directory) => void makePrivateAnchor(directory),
  mountSharedMemory: (mount) => void mountSharedMemory(mount),
  mountTmpfs,
  assembleTree,
  unmount: (path) => void unmount(path),
  mountDevice: (mount) => void mountDevice(mount),
  mountBelow: (mount) => void mountBelow(mount),
  mountImage: (mount) => void mountImage(mount),
  openView,
  cloneRoot,
  createNetns: () => createNetns(),
  configureNetwork: (blocks) => void blocks.forEach(configure),
  readNetwork: (netns) => withSocket(netns, readNetworkState),
  openSocket: (request) => inNetns(request.netns, () => openSocket(request)),
  runNft: (commands) => inNetns(commands.netns, () => runNft(commands)),
};

armCommitPointsFrom(process.env);
self.onmessage = ({ data }: MessageEvent<KernelRequest>) => self.postMessage(answer(data));

function answer(request: KernelRequest): KernelReply {
  try {
    const handle = handlers[request.call] as (argument: unknown) => KernelCalls[KernelCall]["result"];
    return { id: request.id, result: handle(request.argument) };
  } catch (error) {
    return { id: request.id, failure: encodeError(error) };
  }
}

function configure(block: NetworkBlock): void {
  withSocket(block.netns, (socket) => {
    for (const step of block.steps) runStep(socket, step);
  });
}

/** The socket of the daemon's namespace stays open; those of others are for one block. */
function withSocket<T>(netns: number | undefined, task: (socket: NetlinkSocket) => T): T {
  if (netns === undefined) {
    home ??= new NetlinkSocket();
    return task(home);
  }
  return inNetns(netns, () => {
    using socket = new NetlinkSocket();
    return task(socket);
  });
}
