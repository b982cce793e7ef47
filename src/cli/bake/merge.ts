import { distinct, distinctAttests, distinctTexts } from "./entries.ts";
import type { BakeTarget } from "./target.ts";

type Key = Exclude<keyof BakeTarget, "name">;

/** Of these the later value counts alone. */
const replaced = [
  "context",
  "dockerfile",
  "dockerfileInline",
  "tags",
  "target",
  "call",
  "platforms",
  "cacheTo",
  "outputs",
  "pull",
  "noCache",
  "network",
  "shmSize",
] as const satisfies readonly Key[];
const joined = ["annotations", "noCacheFilter", "ulimits", "entitlements"] as const satisfies readonly Key[];
const joinedOnce = ["secrets", "ssh", "cacheFrom"] as const satisfies readonly Key[];
/** Of these, values that are null count for nothing. */
const named = ["args", "labels", "extraHosts"] as const satisfies readonly Key[];

/** What `target` is once `other` is laid over it. */
export function mergeTargets(target: BakeTarget, other: BakeTarget): BakeTarget {
  const merged: BakeTarget = { ...target };
  const result = merged as unknown as Record<string, unknown>;
  for (const key of replaced) if (other[key] !== undefined) result[key] = other[key];
  for (const key of joined) if (other[key] !== undefined) merged[key] = [...(target[key] ?? []), ...other[key]];
  for (const key of joinedOnce)
    if (other[key] !== undefined)
      result[key] = distinct<object>([...((target[key] ?? []) as object[]), ...(other[key] as object[])]);
  if (other.attest !== undefined) merged.attest = distinctAttests([...(target.attest ?? []), ...other.attest]);
  for (const key of named) {
    const set = [...(other[key] ?? [])].filter(([, value]) => value !== undefined);
    if (set.length > 0) merged[key] = new Map([...(target[key] ?? []), ...set]);
  }
  if (other.contexts !== undefined && other.contexts.size > 0)
    merged.contexts = new Map([...(target.contexts ?? []), ...other.contexts]);
  if (other.description !== undefined && other.description !== "") merged.description = other.description;
  merged.inherits = [...(target.inherits ?? []), ...(other.inherits ?? [])];
  return merged;
}

/** Without what stands twice, and with the entitlement that the network of the host asks for. */
export function normalized(target: BakeTarget): BakeTarget {
  const entitlements = [...(target.entitlements ?? []), ...(target.network === "host" ? ["network.host"] : [])];
  const contexts = [...(target.contexts ?? [])].filter(([, value]) => value !== "");
  const result: BakeTarget = { ...target, entitlements: distinctTexts(entitlements) };
  for (const key of ["annotations", "tags", "platforms", "noCacheFilter", "ulimits"] as const)
    if (target[key] !== undefined) result[key] = distinctTexts(target[key]);
  for (const key of ["secrets", "ssh", "cacheFrom", "cacheTo", "outputs"] as const)
    if (target[key] !== undefined) Object.assign(result, { [key]: distinct<object>(target[key] as object[]) });
  if (target.attest !== undefined) result.attest = distinctAttests(target.attest);
  if (contexts.length > 0) result.contexts = new Map(contexts);
  else delete result.contexts;
  return result;
}
