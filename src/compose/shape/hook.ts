import type { ValueOf } from "./kind.ts";
import { variables } from "./pairs.ts";
import { flag, text } from "./scalars.ts";
import { command } from "./special.ts";
import { struct } from "./struct.ts";

/** A command that runs in a container at a moment of its life. */
const fields = {
  command,
  user: text,
  privileged: flag,
  working_dir: text,
  environment: variables,
} as const;

export const hook = struct(fields);

/** One that runs before the service does, in a container of its own; without an image in the service's. */
export const startHook = struct({ ...fields, image: text });

export type Hook = ValueOf<typeof hook>;
export type StartHook = ValueOf<typeof startHook>;
