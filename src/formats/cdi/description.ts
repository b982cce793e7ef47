/**
 * A file of the Container Device Interface: what containers are given with devices of one vendor and class.
 * @see https://github.com/cncf-tags/container-device-interface/blob/main/SPEC.md
 */
export interface Description {
  readonly cdiVersion: string;
  /** `vendor.com/class`. */
  readonly kind: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly devices: readonly DescribedDevice[];
  /** With any of its devices. */
  readonly containerEdits: ContainerEdits;
}

export interface DescribedDevice {
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly containerEdits: ContainerEdits;
}

/** What changes in the runtime configuration of a container. */
export interface ContainerEdits {
  readonly env: readonly string[];
  readonly deviceNodes: readonly DeviceNode[];
  readonly mounts: readonly DeviceMount[];
  readonly hooks: readonly DeviceHook[];
  readonly additionalGids: readonly number[];
  readonly intelRdt: IntelRdt | undefined;
}

export interface DeviceNode {
  /** In the container. */
  readonly path: string;
  /** Empty: `path`. */
  readonly hostPath: string;
  /** `b`, `c`, `u` or `p`; empty: as on the host. */
  readonly type: string;
  /** 0: as on the host. */
  readonly major: number;
  readonly minor: number;
  readonly fileMode: number | undefined;
  /** Of `rwm`; empty: all. */
  readonly permissions: string;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export interface DeviceMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly options: readonly string[];
  readonly type: string;
}

export interface DeviceHook {
  readonly hookName: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
  /** Seconds. */
  readonly timeout: number | undefined;
}

export interface IntelRdt {
  readonly closID: string;
}

export const noEdits: ContainerEdits = {
  env: [],
  deviceNodes: [],
  mounts: [],
  hooks: [],
  additionalGids: [],
  intelRdt: undefined,
};

/** Which edits come after which does not matter between fields; within one they stay in order. */
export function joinedEdits(parts: readonly ContainerEdits[]): ContainerEdits {
  return {
    env: parts.flatMap(({ env }) => env),
    deviceNodes: parts.flatMap(({ deviceNodes }) => deviceNodes),
    mounts: parts.flatMap(({ mounts }) => mounts),
    hooks: parts.flatMap(({ hooks }) => hooks),
    additionalGids: parts.flatMap(({ additionalGids }) => additionalGids),
    intelRdt: parts.findLast(({ intelRdt }) => intelRdt !== undefined)?.intelRdt,
  };
}

/** Whether a device would change nothing, which no description may say. */
export function areEmpty({ intelRdt, ...lists }: ContainerEdits): boolean {
  return intelRdt === undefined && Object.values(lists).every((list) => list.length === 0);
}
