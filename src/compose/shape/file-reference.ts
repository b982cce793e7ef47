import { present } from "./collections.ts";
import type { ValueOf } from "./kind.ts";
import { fileMode, text } from "./scalars.ts";
import { struct } from "./struct.ts";

/** A secret or config of the project, as a service or a build has it. */
export const fileReference = struct({
  source: text,
  target: text,
  uid: text,
  gid: text,
  mode: present(fileMode),
});

export type FileReference = ValueOf<typeof fileReference>;
