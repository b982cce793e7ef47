import type { HostConfig, Mount } from "#api/types.gen.ts";
import { cleanPath } from "../oci-spec/plan-mounts.ts";
import type { CreateFacts } from "./facts.ts";
import { invalid } from "./invalid.ts";

export const propagations = "private rprivate shared rshared slave rslave".split(" ");

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
  else if (type === "volume") checkVolume(mount, fail);
  else if (type === "image") checkImage(mount, fail);
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

function checkVolume(mount: Mount, fail: (text: string) => Error): void {
  const { Subpath: subpath = "" } = mount.VolumeOptions ?? {};
  const anonymous = (mount.Source ?? "") === "";
  if (subpath !== "" && anonymous) throw fail("must not set Subpath when using anonymous volumes");
  if (subpath !== "" && !staysWithin(subpath)) throw fail("subpath must be a relative path within the volume");
  if (anonymous && mount.ReadOnly === true) throw fail("must not set ReadOnly mode when using anonymous volumes");
}

function checkImage(mount: Mount, fail: (text: string) => Error): void {
  if ((mount.Source ?? "") === "") throw fail("field Source must not be empty");
  const { Subpath: subpath = "" } = mount.ImageOptions ?? {};
  if (subpath !== "" && !staysWithin(subpath)) throw fail("subpath must be a relative path within the volume");
}

/** Go's filepath.IsLocal. */
function staysWithin(path: string): boolean {
  if (path.startsWith("/")) return false;
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return false;
  }
  return true;
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

/** Why nothing can be mounted at a path of a container; undefined when it can. */
export function problemOfTarget(path: string): string | undefined {
  if (!path.startsWith("/")) return `invalid mount path: '${path}' mount path must be absolute`;
  return cleanPath(path) === "/" ? "invalid specification: destination can't be '/'" : undefined;
}
