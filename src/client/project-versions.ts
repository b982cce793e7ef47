import type { ProjectVersion, ProjectVersionAdded, ProjectVersionRequest } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** Gantry's own: what a Compose project was brought up as, newest first. */
export function projectVersions(op: Op, client: Client, project: string): Promise<ProjectVersion[]> {
  return client.json(op, "GET", `/projects/${segment(project)}/versions`);
}

/** Remembers what a project is brought up as. */
export function projectVersionAdd(
  op: Op,
  client: Client,
  project: string,
  version: ProjectVersionRequest,
): Promise<ProjectVersionAdded> {
  return client.json(op, "POST", `/projects/${segment(project)}/versions`, { json: version });
}
