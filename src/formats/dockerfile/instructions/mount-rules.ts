import { quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import type { Mount, MountDraft } from "./mount.ts";

/** The mount of which all fields are read. @throws DockerfileError where they do not fit together */
export function checkedMount({ mount, isWritable }: MountDraft): Mount {
  const { type } = mount;
  if (type !== "secret" && type !== "ssh" && type !== "cache") refuseOwnership(mount);
  if (type === "secret") checkSecret(mount);
  if (mount.sharing !== undefined && type !== "cache")
    throw new DockerfileError(`invalid cache sharing set for ${type} mount`);
  return { ...mount, readOnly: !(isWritable ?? (type === "cache" || type === "tmpfs")) };
}

function refuseOwnership(mount: Mount): void {
  for (const key of ["mode", "uid", "gid"] as const)
    if (mount[key] !== undefined) throw new DockerfileError(`${key} not allowed for ${quote(mount.type)} type mounts`);
}

function checkSecret({ from, sharing, source, target, id }: Mount): void {
  if (from !== "") throw new DockerfileError("secret mount should not have a from");
  if (sharing !== undefined) throw new DockerfileError("secret mount should not define sharing");
  if (source === "" && target === "" && id === "")
    throw new DockerfileError("invalid secret mount. one of source, target required");
  if (source !== "" && id !== "") throw new DockerfileError("both source and id can't be set");
}
