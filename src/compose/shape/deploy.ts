import { always, list, present } from "./collections.ts";
import { deviceRequest } from "./devices.ts";
import type { ValueOf } from "./kind.ts";
import { labels } from "./pairs.ts";
import { bytes, duration, float32, integer, integer64, processors, text, unsigned64 } from "./scalars.ts";
import { embedded, struct } from "./struct.ts";

const update = struct({
  parallelism: present(unsigned64),
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: float32,
  order: text,
});

const genericResource = struct({
  discrete_resource_spec: struct({ kind: always(text, ""), value: always(integer64, 0) }),
});

const resource = struct({
  cpus: processors,
  memory: bytes,
  pids: integer64,
  devices: list(deviceRequest),
  generic_resources: list(genericResource),
});

/** How the containers of a service are spread, limited and replaced. */
export const deploy = struct({
  mode: text,
  replicas: present(integer),
  labels,
  update_config: update,
  rollback_config: update,
  resources: embedded(struct({ limits: resource, reservations: resource })),
  restart_policy: struct({
    condition: text,
    delay: present(duration),
    max_attempts: present(unsigned64),
    window: present(duration),
  }),
  placement: embedded(
    struct({
      constraints: list(text),
      preferences: list(struct({ spread: text })),
      max_replicas_per_node: unsigned64,
    }),
  ),
  endpoint_mode: text,
});

export type Deploy = ValueOf<typeof deploy>;
export type Resource = ValueOf<typeof resource>;
