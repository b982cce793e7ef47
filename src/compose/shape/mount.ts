import type { ValueOf } from "./kind.ts";
import { mapping } from "./pairs.ts";
import { bytes, flag, text, unsigned32 } from "./scalars.ts";
import { struct } from "./struct.ts";

/** A volume, folder or image that a service has in its file system. */
export const mount = struct({
  type: text,
  source: text,
  target: text,
  read_only: flag,
  consistency: text,
  bind: struct({ selinux: text, propagation: text, create_host_path: flag, recursive: text }),
  volume: struct({ labels: mapping, nocopy: flag, subpath: text }),
  tmpfs: struct({ size: bytes, mode: unsigned32 }),
  image: struct({ subpath: text }),
});

export type Mount = ValueOf<typeof mount>;
