import type { HostConfig, Mount, MountPoint } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import type { OciMount } from "#formats/oci/runtime-spec.ts";
import type { MountsOfContainer } from "./input.ts";

export interface MountPlan extends MountsOfContainer {
  /** Sources of `-v` binds that are made when they are missing, mode 0755. */
  readonly hostFolders: readonly string[];
}

export interface MountPlanOptions {
  /** Whether read-only binds are made so with all below them (Linux 5.12, mount_setattr). */
  readonly recursiveReadOnly: boolean;
  /** Sources of binds that are no folders: nothing can be mounted below, and crun 1.8 makes only folders recursively read-only. */
  readonly files?: ReadonlySet<string>;
  /** Specifications of mounts that are not the request's own. */
  readonly specs?: readonly Mount[];
  /** Where on the host volumes are, and what was mounted for this run, by destination. */
  readonly sources?: ReadonlyMap<string, string>;
}

/**
 * What is mounted for a container at start: its binds and its tmpfs, a parent before what lies in it.
 * @throws system `invalid tmpfs option "x"`
 */
export function planMounts(
  points: readonly MountPoint[],
  hostConfig: HostConfig,
  options: MountPlanOptions = { recursiveReadOnly: true },
): MountPlan {
  const described = [...(options.specs ?? []), ...(hostConfig.Mounts ?? [])];
  const specs = new Map(described.map((mount) => [cleanPath(mount.Target ?? ""), mount]));
  const binds = points.filter((point) => point.Type === "bind");
  const short = Object.entries(hostConfig.Tmpfs ?? {}).map(([path, data]) => tmpfs(cleanPath(path), data.split(",")));
  // Docker takes a mount and a tmpfs of the short form at one place, and mounts the latter.
  const covered = new Set(short.map(({ destination }) => destination));
  const uncovered = points.filter((point) => !covered.has(point.Destination));
  const mounts = uncovered.flatMap((point) => mountOf(point, specs.get(point.Destination), options));
  const made = binds.filter((point) => {
    const spec = specs.get(point.Destination);
    return spec === undefined || spec.BindOptions?.CreateMountpoint === true;
  });
  const rootfsPropagation = propagationOfRoot(binds);
  return {
    mounts: byDepth([...mounts, ...short]),
    hostFolders: made.map((point) => point.Source),
    ...(rootfsPropagation === undefined ? {} : { rootfsPropagation }),
  };
}

/** A path without `.`, `..`, doubled and trailing slashes. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

function byDepth(mounts: readonly OciMount[]): OciMount[] {
  const depth = (mount: OciMount) => mount.destination.split("/").length;
  return [...mounts].sort((a, b) => depth(a) - depth(b));
}

function mountOf(point: MountPoint, spec: Mount | undefined, options: MountPlanOptions): OciMount[] {
  if (point.Type === "tmpfs") return [tmpfs(point.Destination, optionsOfTmpfsMount(spec))];
  if (point.Type === "volume" || point.Type === "image") return [volumeMount(point, options)];
  if (point.Type !== "bind") return [];
  const recursive = spec?.BindOptions?.NonRecursive !== true;
  const readOnly = point.RW ? [] : [isRecursivelyReadOnly(point, spec, options) ? "rro" : "ro"];
  return [
    {
      destination: point.Destination,
      type: "bind",
      source: options.sources?.get(point.Destination) ?? point.Source,
      options: [recursive ? "rbind" : "bind", ...readOnly, point.Propagation || "rprivate"],
    },
  ];
}

function isRecursivelyReadOnly(point: MountPoint, spec: Mount | undefined, options: MountPlanOptions): boolean {
  if (spec?.BindOptions?.ReadOnlyNonRecursive === true || options.files?.has(point.Source)) return false;
  return options.recursiveReadOnly;
}

function volumeMount({ Destination, Source, RW }: MountPoint, { sources }: MountPlanOptions): OciMount {
  const source = sources?.get(Destination) ?? Source;
  return { destination: Destination, type: "bind", source, options: ["rbind", ...(RW ? [] : ["ro"]), "rprivate"] };
}

/** The least that the root must be so that shared and slave binds work (moby WithMounts). */
function propagationOfRoot(binds: readonly MountPoint[]): "shared" | "rslave" | undefined {
  const modes = new Set(binds.map((point) => point.Propagation.replace(/^r(?=s)/, "")));
  if (modes.has("shared")) return "shared";
  return modes.has("slave") ? "rslave" : undefined;
}

function optionsOfTmpfsMount(spec: Mount | undefined): string[] {
  const { SizeBytes = 0, Mode = 0, Options = [] } = spec?.TmpfsOptions ?? {};
  const mode = Mode === 0 ? [] : [`mode=${Mode.toString(8)}`];
  const size = SizeBytes === 0 ? [] : [`size=${sizeText(SizeBytes)}`];
  const given = Options.map((option) => (option ?? []).join("="));
  return [...(spec?.ReadOnly === true ? ["ro"] : []), ...mode, ...size, ...given];
}

/** A size in the largest unit that divides it, as moby writes it. */
function sizeText(bytes: number): string {
  for (const [unit, factor] of [
    ["g", 2 ** 30],
    ["m", 2 ** 20],
    ["k", 2 ** 10],
  ] as const) {
    if (bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return String(bytes);
}

/** Options that exclude each other: the last one given counts. */
const opposites: Readonly<Record<string, string>> = {
  ro: "rw",
  exec: "noexec",
  suid: "nosuid",
  dev: "nodev",
  sync: "async",
  mand: "nomand",
  atime: "noatime",
  diratime: "nodiratime",
  relatime: "norelatime",
  strictatime: "nostrictatime",
};
const opposed = new Map(
  Object.entries(opposites).flatMap(
    ([a, b]) =>
      [
        [a, b],
        [b, a],
      ] as const,
  ),
);
const propagations = new Set("private rprivate shared rshared slave rslave unbindable runbindable".split(" "));
const otherFlags = new Set(["defaults", "bind", "rbind", "dirsync", "remount"]);
const valued = new Set("size mode uid gid nr_inodes nr_blocks mpol".split(" "));

function tmpfs(destination: string, given: readonly string[]): OciMount {
  const options: string[] = [];
  for (const option of ["noexec", "nosuid", "nodev", "rprivate", ...given.filter((entry) => entry !== "")]) {
    const name = option.split("=", 1)[0] ?? "";
    const known = option.includes("=")
      ? valued.has(name)
      : opposed.has(name) || propagations.has(name) || otherFlags.has(name);
    if (!known) throw new EngineError("system", `invalid tmpfs option ${JSON.stringify(option)}`);
    const replaced = options.findIndex((other) => other === opposed.get(name) || sameKind(other, option));
    if (replaced !== -1) options.splice(replaced, 1);
    options.push(option);
  }
  return { destination, type: "tmpfs", source: "tmpfs", options };
}

function sameKind(a: string, b: string): boolean {
  return a.split("=", 1)[0] === b.split("=", 1)[0] || (propagations.has(a) && propagations.has(b));
}
