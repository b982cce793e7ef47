import type { ValueOf } from "./kind.ts";
import { variables } from "./pairs.ts";
import { flag, text } from "./scalars.ts";
import { command } from "./special.ts";
import { struct } from "./struct.ts";

/** A command that runs in a container at a moment of its life. */
export const hook = struct({
  command,
  user: text,
  privileged: flag,
  working_dir: text,
  environment: variables,
});

export type Hook = ValueOf<typeof hook>;
