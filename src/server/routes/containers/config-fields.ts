import { parseBody } from "#api/decode.ts";
import { structSchema } from "#api/schema.ts";

/** Whether a create request names a field of the container's config: without one, Go has no config at all. */
export function namesConfigField(text: string): boolean {
  const body = parseBody(text);
  const fields = structSchema("ContainerConfig").byName;
  return body instanceof Map && [...body.keys()].some((key) => fields.has(key.toLowerCase()));
}
