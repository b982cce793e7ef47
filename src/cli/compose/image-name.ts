import type { Project } from "#compose/shape/project.ts";
import type { Service } from "#compose/shape/service.ts";
import type { ComposeSettings } from "./settings.ts";

/** The image of a service; one that is only built is named for project and service. */
export function imageNameOf(
  project: Pick<Project, "name">,
  [name, service]: readonly [string, Service],
  { separator }: Pick<ComposeSettings, "separator">,
): string {
  return service.image || `${project.name}${separator}${name}`;
}
