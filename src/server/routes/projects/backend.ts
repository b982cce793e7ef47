import type { ProjectVersion, ProjectVersionAdded, ProjectVersionRequest } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";

/** What the routes of Compose projects need of an engine. */
export interface ProjectBackend {
  /** Newest first. @throws not-found */
  versions(project: string): ProjectVersion[];
  /** @throws invalid-argument */
  add(op: Op, project: string, request: ProjectVersionRequest): Promise<ProjectVersionAdded>;
}
