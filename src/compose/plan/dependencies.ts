import { ComposeError } from "../errors.ts";
import { type NamedService, namedServices } from "../named-service.ts";
import type { Project } from "../shape/project.ts";

/** Names of the services that a service needs before it, in the order of the alphabet. */
function dependenciesOf(service: NamedService): string[] {
  return [...(service.depends_on?.keys() ?? [])].sort();
}

/**
 * Services with what each needs, those that are needed first.
 * @throws ComposeError for a needed service that is not there, or needs what needs it
 */
export function inDependencyOrder(project: Project): Map<string, readonly string[]> {
  const needs = new Map<string, string[]>();
  for (const service of namedServices(project))
    needs.set(
      service.name,
      dependenciesOf(service).filter((needed) => isThere(project, service, needed)),
    );
  const ordered = new Map<string, readonly string[]>();
  const visit = (name: string, path: readonly string[]): void => {
    if (ordered.has(name)) return;
    if (path.includes(name)) throw new ComposeError(`dependency cycle detected: ${[...path, name].join(" -> ")}`);
    const needed = needs.get(name) ?? [];
    for (const each of needed) visit(each, [...path, name]);
    ordered.set(name, needed);
  };
  for (const name of needs.keys()) visit(name, []);
  return ordered;
}

function isThere(project: Project, service: NamedService, needed: string): boolean {
  if (project.services.has(needed)) return true;
  if (service.depends_on?.get(needed)?.required !== true) return false;
  const disabled = project.disabledServices.get(needed);
  if (disabled === undefined) throw new ComposeError(`no such service: ${needed}`);
  const profiles = (disabled.profiles ?? []).join(" ");
  throw new ComposeError(
    `service ${needed} is required by ${service.name} but is disabled. Can be enabled by profiles [${profiles}]`,
  );
}

/** The other way round: for each service, those that need it; those that nobody needs first. */
export function againstDependencyOrder(project: Project): Map<string, readonly string[]> {
  const order = inDependencyOrder(project);
  const names = [...order.keys()].reverse();
  return new Map(names.map((name) => [name, names.filter((other) => order.get(other)!.includes(name))]));
}
