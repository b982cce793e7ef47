import type { ContainerUpdateRequest } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";

/** What a version's request for an update means today: every number of processes below 1 is no limit. */
export function containerUpdateFrom(version: string, request: ContainerUpdateRequest): ContainerUpdateRequest {
  if (request.PidsLimit === null) return request;
  if (isOlder(version, "1.40")) return { ...request, PidsLimit: null };
  return { ...request, PidsLimit: Math.max(request.PidsLimit, 0) };
}
