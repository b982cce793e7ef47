/** Where a process stands: its path in each hierarchy of version 1 by controller, and in the unified one. */
export interface ProcessCgroups {
  readonly controllers: ReadonlyMap<string, string>;
  readonly unified?: string;
}

/** Reads `/proc/PID/cgroup`. @see cgroups(7) */
export function processCgroups(text: string): ProcessCgroups {
  const controllers = new Map<string, string>();
  let unified: string | undefined;
  for (const line of text.split("\n")) {
    const match = /^(\d+):([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, number, names = "", path = ""] = match;
    if (number === "0" && names === "") unified = path;
    else for (const name of names.split(",")) controllers.set(name, path);
  }
  return { controllers, ...(unified === undefined ? {} : { unified }) };
}

/**
 * The cgroup of a container on the way to that of one of its processes, which may have made some below: the part that is
 * named for the container (`ID`, `docker-ID.scope`). The path itself where none is.
 */
export function containerCgroup(path: string, containerId: string): string {
  const parts = path.split("/");
  const own = parts.findIndex((part) => part.includes(containerId));
  return own < 0 ? path : parts.slice(0, own + 1).join("/");
}

/** Where the hierarchies are mounted. */
export interface CgroupMounts {
  /** By controller of version 1. */
  readonly controllers: ReadonlyMap<string, CgroupMount>;
  readonly unified?: CgroupMount;
}

interface CgroupMount {
  readonly mountPoint: string;
  /** Which part of the hierarchy is mounted there. */
  readonly root: string;
}

/** Reads `/proc/self/mountinfo`. @see proc(5) */
export function cgroupMounts(mountinfo: string): CgroupMounts {
  const controllers = new Map<string, CgroupMount>();
  let unified: CgroupMount | undefined;
  for (const line of mountinfo.split("\n")) {
    const match = /^\S+ \S+ \S+ (\S+) (\S+) .* - (cgroup2?) \S+ (\S+)$/.exec(line);
    if (match === null) continue;
    const [, root = "/", mountPoint = "", type, options = ""] = match;
    if (type === "cgroup2") unified ??= { mountPoint, root };
    else
      for (const option of options.split(","))
        if (!controllers.has(option)) controllers.set(option, { mountPoint, root });
  }
  return { controllers, ...(unified === undefined ? {} : { unified }) };
}

/** The directory of a cgroup below its mount. */
export function cgroupDirectory({ mountPoint, root }: CgroupMount, path: string): string {
  const inside = root !== "/" && (path === root || path.startsWith(`${root}/`)) ? path.slice(root.length) : path;
  return `${mountPoint}${inside === "/" ? "" : inside}`;
}
