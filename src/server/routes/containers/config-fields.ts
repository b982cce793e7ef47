import type { JsonValue } from "#api/json-parse.ts";
import { structSchema } from "#api/schema.ts";

/** Whether a create request names a field of the container's config: without one, Go has no config at all. */
export function namesConfigField(body: JsonValue): boolean {
  const fields = structSchema("ContainerConfig").byName;
  return body instanceof Map && body.keys().some((key) => fields.has(key.toLowerCase()));
}
