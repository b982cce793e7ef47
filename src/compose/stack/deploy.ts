import { always, list } from "../shape/collections.ts";
import { bytes, float32, integer64, unsigned64 } from "../shape/scalars.ts";
import { count, duration, optionalDuration, pairs, plainText, text, texts } from "./kinds.ts";
import { appended, overridden, part, record } from "./mergeable.ts";

const rollout = record({
  parallelism: count,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: overridden(float32),
  order: text,
});

const genericResource = record({
  discrete_resource_spec: record({
    kind: overridden(always(plainText, "")),
    value: overridden(always(integer64, 0)),
  }),
});

/** How swarms spread, limit and replace the tasks of a service. */
export const deploy = part(
  record({
    mode: text,
    replicas: count,
    labels: pairs,
    update_config: rollout,
    rollback_config: rollout,
    resources: part(
      record({
        limits: record({ cpus: text, memory: overridden(bytes), pids: overridden(integer64) }),
        reservations: record({
          cpus: text,
          memory: overridden(bytes),
          generic_resources: appended(list(genericResource)),
        }),
      }),
    ),
    restart_policy: record({
      condition: text,
      delay: optionalDuration,
      max_attempts: count,
      window: optionalDuration,
    }),
    placement: part(
      record({
        constraints: texts,
        preferences: appended(list(record({ spread: text }))),
        max_replicas_per_node: overridden(unsigned64),
      }),
    ),
    endpoint_mode: text,
  }),
);
