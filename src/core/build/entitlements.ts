import { EngineError } from "#base/errors.ts";
import type { RunOperation } from "./run-operation.ts";

/** What a build may be allowed to do besides what every one does. */
export const allEntitlements: ReadonlySet<string> = new Set(["network.host", "security.insecure", "device"]);

/** What the daemon grants where its configuration says nothing (`builder.entitlements`), as dockerd does. */
export const defaultGrants: ReadonlySet<string> = new Set(["network.host"]);

/**
 * Checks what a client allows its build against what the daemon grants. An entry may carry a value: `device=vendor.com/class=x`.
 * @throws invalid-argument · forbidden, in BuildKit's words
 */
export function checkGrants(asked: Iterable<string>, granted: ReadonlySet<string>): void {
  for (const entry of asked) {
    const name = entry.startsWith("device=") ? "device" : entry;
    if (!allEntitlements.has(name)) throw new EngineError("invalid-argument", `unknown entitlement ${name}`);
    if (!granted.has(name)) {
      const text = `granting entitlement ${name} is not allowed by build daemon configuration`;
      throw new EngineError("forbidden", text);
    }
  }
}

/** Whether a step may run in a build that its client has allowed this much. @throws forbidden in BuildKit's words */
export function checkEntitled(
  { network, security }: Pick<RunOperation, "network" | "security">,
  allowed: ReadonlySet<string>,
): void {
  const needed = [
    ...(network === "host" ? ["network.host"] : []),
    ...(security === "insecure" ? ["security.insecure"] : []),
  ];
  for (const name of needed) {
    if (!allowed.has(name)) throw new EngineError("forbidden", `${name} is not allowed`);
  }
}
