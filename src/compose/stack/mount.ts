import { parseMount } from "../file/mount-spec.ts";
import { isMap, type TreeMap } from "../tree/value.ts";

/** A mount in short form as stack files have it: they know nothing of what Compose added later. @throws ComposeError */
export function mountInStack(spec: string): TreeMap {
  const mount = parseMount(spec);
  const [bind, volume] = [mount.get("bind"), mount.get("volume")];
  if (isMap(bind)) {
    bind.delete("selinux");
    bind.delete("create_host_path");
    if (bind.size === 0) mount.delete("bind");
  }
  if (isMap(volume) && volume.size === 0) mount.delete("volume");
  return mount;
}
