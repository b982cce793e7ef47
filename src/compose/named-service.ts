import type { Project } from "./shape/project.ts";
import type { Service } from "./shape/service.ts";

/** A service with its name. */
export type NamedService = Service & { readonly name: string };

/** `undefined` where the project has none of that name that is enabled. */
export function findService({ services }: Project, name: string): NamedService | undefined {
  const service = services.get(name);
  return service === undefined ? undefined : { ...service, name };
}

/** The project with its enabled services as `change` has them. */
export function mapServices(project: Project, change: (service: Service, name: string) => Service): Project {
  return {
    ...project,
    services: new Map([...project.services].map(([name, service]) => [name, change(service, name)])),
  };
}

/** All that are enabled, in the order of the alphabet. */
export function namedServices({ services }: Project): NamedService[] {
  return [...services]
    .map(([name, service]) => ({ ...service, name }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
