import type { HostConfig, Mount, MountPoint } from "#api/types.gen.ts";
import { notSupported } from "#base/errors.ts";
import { cleanPath } from "../oci-spec/plan-mounts.ts";
import type { CreateFacts } from "./facts.ts";
import { invalid, invalidAsSystem } from "./invalid.ts";

const propagations = "private rprivate shared rshared slave rslave".split(" ");

/**
 * Checks `HostConfig.Mounts` and `HostConfig.Tmpfs` on their own.
 * @throws invalid-argument in the words of moby's volume/mounts
 */
export function checkMounts(host: HostConfig, facts: CreateFacts): void {
  for (const mount of host.Mounts ?? []) checkMount(mount, facts);
  for (const path of Object.keys(host.Tmpfs ?? {})) {
    const problem = problemOfTarget(path);
    if (problem !== undefined) throw invalid(problem);
  }
}

/**
 * The mount points of a container, as inspect shows them.
 * @throws system for a bad bind specification, as Docker answers it · invalid-argument · not-implemented for volumes
 */
export function mountPointsOf(host: HostConfig): MountPoint[] {
  const points = [...(host.Binds ?? []).map(pointOfBind), ...(host.Mounts ?? []).map(pointOfMount)];
  const seen = new Set(Object.keys(host.Tmpfs ?? {}).map(cleanPath));
  for (const { Destination } of points) {
    if (seen.has(Destination)) throw invalid(`Duplicate mount point: ${Destination}`);
    seen.add(Destination);
  }
  return points;
}

function checkMount(mount: Mount, facts: CreateFacts): void {
  const type = mount.Type ?? "";
  const fail = (text: string) => invalid(`invalid mount config for type ${JSON.stringify(type)}: ${text}`);
  if (mount.Target === undefined || mount.Target === "") throw fail("field Target must not be empty");
  const problem = problemOfTarget(mount.Target);
  if (problem !== undefined) throw fail(problem);
  for (const [field, owner] of [
    ["BindOptions", "bind"],
    ["VolumeOptions", "volume"],
    ["TmpfsOptions", "tmpfs"],
    ["ImageOptions", "image"],
  ] as const) {
    if (mount[field] !== undefined && type !== owner && isKnownType(type)) {
      throw invalid(`${field} must not be specified on mount type ${JSON.stringify(type)}`);
    }
  }
  if (type === "bind") checkBind(mount, facts, fail);
  else if (type === "tmpfs") checkTmpfs(mount, fail);
  else if (type === "volume" || type === "image" || type === "cluster") throw notSupported(`HostConfig.Mounts ${type}`);
  else throw fail("mount type unknown");
}

function isKnownType(type: string): boolean {
  return ["bind", "tmpfs", "volume", "image"].includes(type);
}

function checkBind(mount: Mount, facts: CreateFacts, fail: (text: string) => Error): void {
  const source = mount.Source ?? "";
  const { Propagation = "", CreateMountpoint } = mount.BindOptions ?? {};
  if (source === "") throw fail("field Source must not be empty");
  if (Propagation !== "" && !propagations.includes(Propagation)) throw fail(`invalid propagation mode: ${Propagation}`);
  if (!source.startsWith("/")) throw fail(`invalid mount path: '${source}' mount path must be absolute`);
  if (CreateMountpoint !== true && !facts.pathExists(source)) throw fail(`bind source path does not exist: ${source}`);
}

/** Options of a tmpfs mount; sizes and modes have fields of their own. */
const tmpfsFlags = "exec noexec".split(" ");

function checkTmpfs(mount: Mount, fail: (text: string) => Error): void {
  if ((mount.Source ?? "") !== "") throw fail("field Source must not be specified");
  for (const option of mount.TmpfsOptions?.Options ?? []) {
    const [name = "", ...value] = option ?? [];
    if (option === null || option.length === 0 || value.length > 1) throw fail("invalid option array length");
    if (!tmpfsFlags.includes(name) || value.length > 0) throw fail(`invalid option: ${name}`);
  }
}

function problemOfTarget(path: string): string | undefined {
  if (!path.startsWith("/")) return `invalid mount path: '${path}' mount path must be absolute`;
  return cleanPath(path) === "/" ? "invalid specification: destination can't be '/'" : undefined;
}

function pointOfMount(mount: Mount): MountPoint {
  const bind = mount.Type === "bind";
  return {
    Type: mount.Type ?? "",
    Source: bind ? cleanPath(mount.Source ?? "") : "",
    Destination: cleanPath(mount.Target ?? ""),
    Mode: "",
    RW: mount.ReadOnly !== true,
    Propagation: bind ? mount.BindOptions?.Propagation || "rprivate" : "",
  };
}

function pointOfBind(spec: string): MountPoint {
  const { source, target, mode } = splitBind(spec);
  const flags = parseMode(mode);
  const type = source?.startsWith("/") ? "bind" : "volume";
  const fail = (text: string) =>
    invalidAsSystem(`invalid volume specification: '${spec}': invalid mount config for type "${type}": ${text}`);
  const problem = problemOfTarget(target);
  if (problem !== undefined) throw fail(problem);
  if (type === "volume") {
    if (flags.propagation !== undefined) throw fail("field BindOptions must not be specified");
    if (source !== undefined) checkVolumeName(source);
    throw notSupported(
      source === undefined ? `HostConfig.Binds anonymous volume ${target}` : `HostConfig.Binds volume ${source}`,
    );
  }
  if (flags.noCopy) throw fail("field VolumeOptions must not be specified");
  return {
    Type: "bind",
    Source: cleanPath(source ?? ""),
    Destination: cleanPath(target),
    Mode: mode,
    RW: flags.writable,
    Propagation: flags.propagation ?? "rprivate",
  };
}

function checkVolumeName(name: string): void {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name) || name.length === 1) return;
  throw invalid(
    `create ${name}: ${JSON.stringify(name)} includes invalid characters for a local volume name, only ` +
      `"[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
  );
}

function splitBind(spec: string): { source: string | undefined; target: string; mode: string } {
  const parts = spec.split(":");
  const [first = "", second = "", mode = ""] = parts;
  if (first === "" || parts.length > 3) throw invalidAsSystem(`invalid volume specification: '${spec}'`);
  if (parts.length === 1) return { source: undefined, target: first, mode: "" };
  return { source: first, target: second, mode };
}

interface BindFlags {
  readonly writable: boolean;
  readonly propagation: string | undefined;
  readonly noCopy: boolean;
}

const consistencies = ["consistent", "cached", "delegated", "default"];

/** At most one of each kind, as moby's linux parser allows. @throws system `invalid mode: x` */
function parseMode(mode: string): BindFlags {
  const counts = { access: 0, label: 0, propagation: 0, copy: 0, consistency: 0 };
  const words = mode === "" ? [] : mode.split(",");
  for (const word of words) {
    if (word === "rw" || word === "ro") counts.access += 1;
    else if (word === "z" || word === "Z") counts.label += 1;
    else if (propagations.includes(word)) counts.propagation += 1;
    else if (word === "nocopy") counts.copy += 1;
    else if (consistencies.includes(word)) counts.consistency += 1;
    else throw invalidAsSystem(`invalid mode: ${mode}`);
  }
  if (Object.values(counts).some((count) => count > 1)) throw invalidAsSystem(`invalid mode: ${mode}`);
  return {
    writable: !words.includes("ro"),
    propagation: words.find((word) => propagations.includes(word)),
    noCopy: words.includes("nocopy"),
  };
}
