import type { NamedService } from "../named-service.ts";

/** What names are made from. */
export interface ProjectNaming {
  readonly name: string;
  /** Between the parts of a name; a dash, unless names of Compose 1 are asked for. */
  readonly separator?: "-" | "_" | undefined;
}

export const nameOf = ({ separator = "-" }: ProjectNaming, ...parts: readonly (string | number)[]): string =>
  parts.join(separator);

/** `project-service-number`, or what the service asks to be called. */
export function containerName(project: ProjectNaming, service: NamedService, number: number): string {
  return service.container_name || nameOf(project, project.name, service.name, number);
}

/** The image that a service's containers are made of: its own, or the one that its build is called. */
export function imageName(project: ProjectNaming, service: NamedService): string {
  return service.image || nameOf(project, project.name, service.name);
}

/** How many containers a service has where the command says nothing. */
export function scaleOf(service: Pick<NamedService, "scale" | "deploy">): number {
  return service.scale ?? service.deploy?.replicas ?? 1;
}

/** The service whose container `service:NAME` of a namespace's mode stands for. */
export function sharedService(mode: string | undefined): string | undefined {
  return mode?.startsWith("service:") === true ? mode.slice("service:".length) : undefined;
}
