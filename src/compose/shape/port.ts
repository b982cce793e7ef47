import type { ValueOf } from "./kind.ts";
import { text, unsigned32 } from "./scalars.ts";
import { struct } from "./struct.ts";

/** A port of a service; `published` is a number or a range, and empty for any. */
export const port = struct({
  name: text,
  mode: text,
  host_ip: text,
  target: unsigned32,
  published: text,
  protocol: text,
  app_protocol: text,
});

export type Port = ValueOf<typeof port>;
