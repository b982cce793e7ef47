import type { JsonValue } from "#api/json-parse.ts";
import { structSchema } from "#api/schema.ts";

/** Whether a create request names a field of the container's config: without one, Go has no config at all. */
export function namesConfigField(body: JsonValue): boolean {
  const fields = structSchema("ContainerConfig").byName;
  return body instanceof Map && body.keys().some((key) => fields.has(key.toLowerCase()));
}

/** The network whose endpoint is `null` in a create request. To Go that is none, in our types it is one with nothing set. */
export function networkWithoutEndpoint(body: JsonValue): string | undefined {
  const endpoints = field(field(body, "networkingconfig"), "endpointsconfig");
  return endpoints instanceof Map ? [...endpoints].find(([, endpoint]) => endpoint === null)?.[0] : undefined;
}

/** As Go finds it: without regard to case, and the last one counts. */
function field(value: JsonValue | undefined, lowerName: string): JsonValue | undefined {
  return value instanceof Map ? [...value].findLast(([key]) => key.toLowerCase() === lowerName)?.[1] : undefined;
}
