import { ComposeError } from "../errors.ts";
import { type NamedService, namedServices } from "../named-service.ts";
import type { Project } from "../shape/project.ts";

/** What services may ask for that nothing here does yet. */
const asksFor: Readonly<Record<string, (service: NamedService) => boolean>> = {
  pre_start: ({ pre_start: hooks }) => (hooks?.length ?? 0) > 0,
};

/** Refuses a project before anything of it is made. @throws ComposeError for what would not act */
export function refuseUnsupported(project: Project): void {
  for (const service of namedServices(project))
    for (const [attribute, isAsked] of Object.entries(asksFor))
      if (isAsked(service))
        throw new ComposeError(`not supported: ${attribute} of service ${JSON.stringify(service.name)}`);
}
