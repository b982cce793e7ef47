import { nameOf, type ProjectNaming } from "../convert/names.ts";
import type { NamedService } from "../named-service.ts";

/** Names of the containers of a service. */
export type NamesOf = (service: string) => readonly string[];

/** `container:alias` of all that a service's container is linked to. */
export function linksOf(project: ProjectNaming, service: NamedService, number: number, namesOf: NamesOf): string[] {
  const own = (service.links ?? []).flatMap((link) => {
    const [name = "", alias = name] = link.split(":");
    return namesOf(name).flatMap((container) => [
      `${container}:${alias}`,
      `${container}:${nameOf(project, name, number)}`,
      `${container}:${nameOf(project, project.name, name, number)}`,
    ]);
  });
  const external = (service.external_links ?? []).map((link) => {
    const [name = "", alias = name] = link.split(":");
    return `${name}:${alias}`;
  });
  return [...own, ...external];
}
