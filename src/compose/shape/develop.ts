import { always, list } from "./collections.ts";
import { hook } from "./hook.ts";
import type { ValueOf } from "./kind.ts";
import { flag, text } from "./scalars.ts";
import { embedded, struct } from "./struct.ts";

const trigger = struct({
  path: always(text, ""),
  action: always(text, ""),
  target: text,
  exec: embedded(hook),
  include: list(text),
  ignore: list(text),
  initial_sync: flag,
});

/** What changed files lead to while a service is developed. */
export const develop = struct({ watch: list(trigger) });

export type WatchTrigger = ValueOf<typeof trigger>;
export type Develop = ValueOf<typeof develop>;
