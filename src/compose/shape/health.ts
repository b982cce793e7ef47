import { present } from "./collections.ts";
import type { ValueOf } from "./kind.ts";
import { duration, flag, unsigned64 } from "./scalars.ts";
import { healthTest } from "./special.ts";
import { struct } from "./struct.ts";

/** How it is found out whether a container does its work. */
export const healthCheck = struct({
  test: healthTest,
  timeout: present(duration),
  interval: present(duration),
  retries: present(unsigned64),
  start_period: present(duration),
  start_interval: present(duration),
  disable: flag,
});

export type HealthCheck = ValueOf<typeof healthCheck>;
