import type { Op } from "#base/op.ts";
import type { TreeAssembly } from "./tree-assembly.ts";

/** A descriptor number of this process, close-on-exec. Descriptors are process-wide: one thread opens, another uses. */
export type Fd = number;

/**
 * What needs the kernel for longer than an open or a read: mounts, network namespaces, rtnetlink and nftables.
 *
 * Each call is one synchronous block in one Worker, in the order of the calls, so a later call sees what an earlier one
 * did. A call whose op ends is still carried out; what it would have given is closed. Calls reject with SyscallError where
 * the kernel refused.
 */
export interface Kernel extends AsyncDisposable {
  /** Mounts an overlay attached to nowhere: it goes when its last descriptor and the last namespace that holds it do. */
  mountOverlay(op: Op, overlay: OverlayMount): Promise<Fd>;

  /**
   * Makes `directory` (and what is missing above it) a private mount on itself: what is mounted below it in another
   * mount namespace does not come back here. Nothing happens when it is one already.
   */
  makePrivateAnchor(op: Op, directory: string): Promise<void>;

  /** Mounts a tmpfs of at most `sizeBytes`, mode 1777, at `path`, whose directory is made. Nothing happens when it is there. */
  mountSharedMemory(op: Op, mount: SharedMemoryMount): Promise<void>;

  /** A tmpfs attached to nowhere, mode 0755, never swapped out: it goes with its last descriptor and mount. */
  mountTmpfs(op: Op, mount: TmpfsMount): Promise<Fd>;

  /**
   * Puts trees and parts of trees together below `base`, and gives the whole, attached to nowhere. `base` and the trees of
   * parts are the caller's to close; their files can still be reached by them, but they can be used in no other assembly.
   * @throws SyscallError `ENOENT` where a part is not there
   */
  assembleTree(op: Op, assembly: TreeAssembly): Promise<Fd>;

  /** Unmounts what is mounted at `path` (lazily); no error when nothing is. */
  unmount(op: Op, path: string): Promise<void>;

  /**
   * mount(2) at a directory that is there, with what its flags imply: propagation is set after it, and a read-only bind
   * is made so by a second call.
   */
  mountDevice(op: Op, mount: DeviceMount): Promise<void>;

  /**
   * Mounts what `path` leads to below the directory `root`, which no symlink leaves, at `target`, which is made.
   * @throws SyscallError `ENOENT` where nothing is there
   */
  mountBelow(op: Op, mount: BelowMount): Promise<void>;

  /** Mounts a part of an image, read-only, at `target`, which is made. @throws SyscallError `ENOENT` where nothing is there */
  mountImage(op: Op, mount: ImageMount): Promise<void>;

  /**
   * A container's files with its volumes and binds mounted over them, in a mount namespace of their own that holds nothing
   * else. It goes when both descriptors are closed; paths below `root` may then be opened by any thread.
   * Mount points that are not there are made, as a start makes them. @throws SyscallError
   */
  openView(op: Op, view: ContainerView): Promise<OpenedView>;

  /** The root file system alone of what has it as the root of its mount namespace, detached. @throws SyscallError */
  cloneRoot(op: Op, namespace: Fd): Promise<Fd>;

  /** A network namespace with only `lo`, which is up. It lives as long as a process or a descriptor holds it. */
  createNetns(op: Op): Promise<Fd>;

  /**
   * Carries out all steps in order. The first that fails ends it; those before it stay done.
   * @throws SyscallError whose subject is the link
   */
  configureNetwork(op: Op, blocks: readonly NetworkBlock[]): Promise<void>;

  /** Links, addresses and routes of a namespace (the daemon's own without `netns`, which is borrowed). */
  readNetwork(op: Op, netns?: Fd): Promise<NetworkState>;

  /** Makes a socket in a namespace. The caller closes it; it holds the namespace as long as it is open. @throws SyscallError */
  openSocket(op: Op, request: SocketRequest): Promise<OpenedSocket>;

  /**
   * Runs nft commands as one transaction: all or nothing. Returns what they print.
   * @throws EngineError code `nft` with nft's own words
   */
  runNft(op: Op, commands: NftCommands): Promise<string>;
}

/** Arguments of an overlayfs mount (kernel: Documentation/filesystems/overlayfs.rst); all paths absolute. */
export interface OverlayMount {
  /** Top first, each once; none: the mount is `upper` itself, writable. */
  readonly lowers: readonly string[];
  /** Without it the mount is read-only. */
  readonly upper?: string;
  readonly work?: string;
  readonly readonly?: boolean;
  /** fsync(2) does nothing, nor is anything synced at the unmount: the tree is synced, or thrown away, as a whole. */
  readonly volatile?: boolean;
}

export interface SharedMemoryMount {
  readonly path: string;
  readonly sizeBytes: number;
}

export interface TmpfsMount {
  readonly sizeBytes: number;
}

export interface DeviceMount {
  /** A device, a directory to bind, an export of a server. */
  readonly source: string;
  readonly target: string;
  readonly type: string;
  /** include/uapi/linux/mount.h */
  readonly flags: number;
  /** What the file system reads itself. */
  readonly data: string;
}

export interface BelowMount {
  readonly root: string;
  readonly path: string;
  readonly target: string;
  /** With what is mounted below it. */
  readonly recursive: boolean;
}

export interface ImageMount {
  readonly overlay: OverlayMount;
  /** Below the image's root; empty: all of it. */
  readonly path: string;
  readonly target: string;
}

export interface ContainerView {
  readonly root: ViewRoot;
  /** A parent before what lies in it. */
  readonly binds: readonly ViewBind[];
}

/** An overlay that is mounted nowhere, or the mount namespace of which it is the root; borrowed. */
export type ViewRoot = { readonly overlay: OverlayMount } | { readonly namespace: Fd };

export interface ViewBind {
  readonly source: { readonly folder: string; readonly path: string } | Omit<ImageMount, "target">;
  /** As the container's configuration says it: symlinks on the way are followed within the container. */
  readonly destination: string;
  readonly readonly: boolean;
}

export interface OpenedView {
  readonly root: Fd;
  /** Holds the mounts. */
  readonly namespace: Fd;
}

export interface NftCommands {
  readonly text: string;
  /** Print as JSON (libnftables-json(5)). */
  readonly json?: boolean;
  /** Borrowed; the daemon's own without it. */
  readonly netns?: Fd;
}

/** A socket, non-blocking and close-on-exec. Addresses are IPv4 or IPv6 text. */
export interface SocketRequest {
  /** Borrowed; the daemon's own namespace without it. */
  readonly netns?: Fd;
  readonly protocol: "tcp" | "udp";
  readonly family: "ipv4" | "ipv6";
  readonly bind?: SocketPlace;
  /** Only with `tcp`. */
  readonly listen?: boolean;
  /** For `tcp` the connection is only begun. */
  readonly connect?: SocketPlace;
}

export interface SocketPlace {
  readonly address: string;
  /** 0: any. */
  readonly port: number;
}

export interface OpenedSocket {
  readonly fd: Fd;
  /** Its own; 0 when it has none yet. */
  readonly port: number;
}

/** Steps in one namespace: the daemon's own without `netns`, which is borrowed. */
export interface NetworkBlock {
  readonly netns?: Fd;
  readonly steps: readonly NetworkStep[];
}

/** One change of a namespace. Links are named; addresses are text. */
export type NetworkStep =
  | {
      readonly do: "add-bridge";
      readonly name: string;
      readonly mtu?: number;
      readonly hardwareAddress?: string;
      readonly alias?: string;
    }
  | {
      readonly do: "add-veth";
      readonly name: string;
      readonly master: string;
      readonly mtu: number;
      readonly peer: VethPeer;
    }
  | ({ readonly do: "set-link"; readonly name: string } & LinkChange)
  /** No error when there is none. */
  | { readonly do: "delete-link"; readonly name: string }
  /** No error when it is there. */
  | { readonly do: "add-address"; readonly link: string; readonly address: string; readonly prefixLength: number }
  | { readonly do: "delete-address"; readonly link: string; readonly address: string; readonly prefixLength: number }
  /** Replaces the one that is there. */
  | { readonly do: "add-default-route"; readonly link: string; readonly gateway: string }
  /** Forgets the hardware address of a neighbour; no error when it is not known. */
  | { readonly do: "forget-neighbour"; readonly link: string; readonly address: string }
  /**
   * Ends the tracked UDP flows of an IPv4 address: a client that goes on sending would reach whoever has the address next.
   * (A TCP connection ends with its container.)
   */
  | { readonly do: "end-flows"; readonly address: string }
  /**
   * A port of a bridge: `isolated` ones cannot talk to each other; `hairpin` sends packets back where they came from
   * (needed for a container that uses its own published port where br_netfilter is on). `optional`: no error where the
   * link is gone.
   */
  | {
      readonly do: "set-port";
      readonly name: string;
      readonly isolated?: boolean;
      readonly hairpin?: boolean;
      readonly optional?: boolean;
    }
  /** `key` is a path below /proc/sys; `optional`: no error where the kernel has no such key. */
  | { readonly do: "set-sysctl"; readonly key: string; readonly value: string; readonly optional?: boolean };

/** The end of a veth pair that lies in another namespace. It is left down, so that its sysctls can be set before. */
export interface VethPeer {
  readonly netns: Fd;
  readonly name: string;
  readonly hardwareAddress: string;
}

export interface LinkChange {
  readonly up?: boolean;
  readonly mtu?: number;
  readonly master?: string;
  readonly newName?: string;
  readonly hardwareAddress?: string;
}

export interface NetworkState {
  readonly links: readonly Link[];
  readonly addresses: readonly Address[];
  /** Unicast routes of the main table. */
  readonly routes: readonly Route[];
}

export interface Link {
  readonly index: number;
  readonly name: string;
  /** `bridge`, `veth`, …; empty for hardware and the loopback. */
  readonly kind: string;
  readonly up: boolean;
  readonly mtu: number;
  readonly hardwareAddress: string;
  /** What its maker wrote on it (`ip link set alias`); may be empty. */
  readonly alias: string;
  /** Whether it is an isolated port of a bridge. */
  readonly isolated: boolean;
  /** Index of the bridge it is a port of. */
  readonly master: number | undefined;
  /** Index of a veth's other end, in its own namespace. */
  readonly peerIndex: number | undefined;
}

export interface Address {
  readonly linkIndex: number;
  readonly address: string;
  readonly prefixLength: number;
}

export interface Route {
  /** Undefined: the default route. */
  readonly destination: { readonly address: string; readonly prefixLength: number } | undefined;
  readonly family: "ipv4" | "ipv6";
  readonly linkIndex: number | undefined;
  readonly gateway: string | undefined;
}
