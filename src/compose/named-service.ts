import type { Project } from "./shape/project.ts";
import type { Service } from "./shape/service.ts";

/** A service with its name. */
export type NamedService = Service & { readonly name: string };

/** `undefined` where the project has none of that name that is enabled. */
export function findService({ services }: Project, name: string): NamedService | undefined {
  const service = services.get(name);
  return service === undefined ? undefined : { ...service, name };
}

/** All that are enabled, in the order of the alphabet. */
export function namedServices({ services }: Project): NamedService[] {
  return [...services]
    .map(([name, service]) => ({ ...service, name }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
