import type { ValueOf } from "./kind.ts";
import { variables } from "./pairs.ts";
import { flag, text } from "./scalars.ts";
import { command } from "./special.ts";
import { struct } from "./struct.ts";

const surroundings = {
  user: text,
  privileged: flag,
  working_dir: text,
  environment: variables,
} as const;

/** A command that runs in a container at a moment of its life. */
export const hook = struct({ command, ...surroundings });

/** One that runs before the service does, in a container of its own; without an image in the service's. */
export const startHook = struct({ command, image: text, ...surroundings, per_replica: flag });

export type Hook = ValueOf<typeof hook>;
export type StartHook = ValueOf<typeof startHook>;
