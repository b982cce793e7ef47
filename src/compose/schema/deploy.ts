import { deviceRequests, pairs } from "./parts.ts";
import { integerText, listOf, numberText, object, orNothing, text, values } from "./schema.ts";

const update = object({
  parallelism: integerText,
  delay: text,
  failure_action: text,
  monitor: text,
  max_failure_ratio: numberText,
  order: values("start-first", "stop-first"),
});

const genericResources = listOf(object({ discrete_resource_spec: object({ kind: text, value: numberText }) }));

export const deploy = orNothing(
  object({
    mode: text,
    endpoint_mode: text,
    replicas: integerText,
    labels: pairs,
    rollback_config: update,
    update_config: update,
    resources: object({
      limits: object({ cpus: numberText, memory: text, pids: integerText }),
      reservations: object({
        cpus: numberText,
        memory: text,
        generic_resources: genericResources,
        devices: deviceRequests,
      }),
    }),
    restart_policy: object({ condition: text, delay: text, max_attempts: integerText, window: text }),
    placement: object({
      constraints: listOf(text),
      preferences: listOf(object({ spread: text })),
      max_replicas_per_node: integerText,
    }),
  }),
);
