import type { FilterValues } from "../flags/filter.ts";
import { string } from "../flags/scalars.ts";

/** The label that says to which stack something belongs. */
export const stackLabel = "com.docker.stack.namespace";

/** A flag of all stack commands that counts for nothing any more. */
export const stackFlags = {
  orchestrator: string({ usage: "What runs stacks (swarm|all)", deprecated: "option will be ignored" }),
};

/** Filters that also ask for a stack. */
export function ofStack(stack: string, filters: FilterValues = {}): FilterValues {
  return { ...filters, label: [...(filters["label"] ?? []), `${stackLabel}=${stack}`] };
}

/** @throws Error for a name of nothing but spaces and quotes, in Docker's words */
export function checkStackName(name: string): void {
  if (/^[\s'"]*$/.test(name)) throw new Error(`invalid stack name: "${name}"`);
}
