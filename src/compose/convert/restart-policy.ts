import type { RestartPolicy } from "#api/types.gen.ts";
import type { Service } from "../shape/service.ts";

/** When the engine starts a container again: `deploy.restart_policy` before `restart`. */
export function restartPolicy(service: Service): RestartPolicy {
  const deployed = service.deploy?.restart_policy;
  if (deployed !== undefined) return policy(deployed.condition ?? "", deployed.max_attempts ?? 0);
  const [condition = "", attempts = ""] = (service.restart ?? "").split(":");
  return policy(condition, /^[+-]?\d+$/.test(attempts) ? Number(attempts) : 0);
}

function policy(condition: string, attempts: number): RestartPolicy {
  return { Name: (engineNames[condition] ?? condition) as RestartPolicy["Name"], MaximumRetryCount: attempts };
}

/** The engine's words for Compose's. */
const engineNames: Readonly<Record<string, string>> = { none: "no", any: "always" };
