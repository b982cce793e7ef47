import { defaultPath } from "#formats/oci/default-path.ts";
import type { RunOperation, SshMount } from "../run-operation.ts";

/**
 * The environment of a step's program: the operation's, proxies, secrets, and what is set where nothing is said: PATH, HOME, and
 * where the first ssh agent listens. `secrets` are `NAME=value`.
 */
export function stepEnvironment(
  operation: Pick<RunOperation, "env" | "proxyEnv" | "mounts">,
  given: { readonly home: string; readonly secrets: readonly string[] },
): string[] {
  const environment = [...operation.env, ...operation.proxyEnv];
  const agent = operation.mounts.find((mount): mount is SshMount => mount.type === "ssh");
  if (agent !== undefined) addDefault(environment, "SSH_AUTH_SOCK", agent.target);
  addDefault(environment, "PATH", defaultPath);
  environment.push(...given.secrets);
  addDefault(environment, "HOME", given.home);
  return environment;
}

function addDefault(environment: string[], name: string, value: string): void {
  if (!environment.some((entry) => entry.startsWith(`${name}=`))) environment.push(`${name}=${value}`);
}
