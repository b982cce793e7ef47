import type { Input, NumericOwner } from "./graph.ts";

/** A program run in a tree: what it changes in that tree is the result; what it changes in mounts is not. */
export interface RunOperation {
  readonly kind: "run";
  readonly root: Input;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly cwd: string;
  /** As an image's config has it: `name[:group]`, looked up in the tree. */
  readonly user: string;
  readonly hostname?: string;
  readonly network: RunNetwork;
  readonly security: "sandbox" | "insecure";
  readonly mounts: readonly RunMount[];
  readonly devices: readonly { readonly name: string; readonly required: boolean }[];
  readonly limits: RunLimits;
  /** `http_proxy` and its like: in the program's environment and no part of the cache key. */
  readonly proxyEnv: readonly string[];
}

/** One by its name or id, or that of a container (`container:NAME`), is of the classic builder alone. */
export type RunNetwork = "default" | "none" | "host" | { readonly named: string };

/** As containers name it. */
export function networkModeOf(network: RunNetwork): string {
  if (typeof network === "object") return network.named;
  return network === "default" ? "bridge" : network;
}

/** What the client of a build sets for all its programs. */
export interface RunLimits {
  readonly extraHosts: readonly { readonly host: string; readonly ip: string }[];
  readonly shmSizeBytes?: number;
  readonly ulimits: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly cgroupParent?: string;
  /** Of `POST /build` alone. */
  readonly memoryBytes?: number;
  readonly memorySwapBytes?: number;
  readonly cpuShares?: number;
  readonly cpuPeriod?: number;
  readonly cpuQuota?: number;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
}

export type RunMount = BindMount | CacheMount | TmpfsMount | SecretMount | SshMount;

interface MountPlace {
  /** Absolute, or relative to the working directory. */
  readonly target: string;
}

export interface BindMount extends MountPlace {
  readonly type: "bind";
  readonly from: Input;
  /** Below `from`'s root. */
  readonly source: string;
  /** False: writes go to a throw-away layer. */
  readonly readOnly: boolean;
}

export interface CacheMount extends MountPlace {
  readonly type: "cache";
  readonly id: string;
  readonly sharing: "shared" | "private" | "locked";
  /** What a new cache holds. */
  readonly from: Input;
  readonly source: string;
  readonly readOnly: boolean;
  /** Of the folder, when it is made; undefined: 0755 root. */
  readonly mode?: number;
  readonly owner?: NumericOwner;
}

export interface TmpfsMount extends MountPlace {
  readonly type: "tmpfs";
  /** 0: no limit of its own. */
  readonly sizeBytes: number;
}

export interface SecretMount {
  readonly type: "secret";
  readonly id: string;
  /** Undefined: none, only `env`. */
  readonly target?: string;
  /** The variable that holds it. */
  readonly env?: string;
  readonly required: boolean;
  readonly mode: number;
  readonly owner: NumericOwner;
}

export interface SshMount extends MountPlace {
  readonly type: "ssh";
  readonly id: string;
  readonly required: boolean;
  readonly mode: number;
  readonly owner: NumericOwner;
}
