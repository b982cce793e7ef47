import { invalidName } from "../errors.ts";

const pattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/**
 * Checks a container's name; one leading slash is allowed.
 * @throws invalid-argument `Invalid container name (x), only …`
 */
export function checkContainerName(name: string): void {
  if (!pattern.test(name.replace(/^\//, ""))) throw invalidName(name);
}
