import { ComposeError } from "../errors.ts";
import { namedServices } from "../named-service.ts";
import type { Project } from "../shape/project.ts";

/** Refuses a project before anything of it is made, in the words of Compose. @throws ComposeError for what would not act */
export function refuseUnsupported(project: Project): void {
  for (const { name, pre_start: hooks = [] } of namedServices(project)) {
    const index = hooks.findIndex(({ per_replica: isPerReplica }) => isPerReplica === true);
    if (index >= 0)
      throw new ComposeError(
        `service ${JSON.stringify(name)} pre_start[${index}]: per_replica is not yet supported; remove per_replica or set it to false`,
      );
  }
}
