import { labels } from "../labels.ts";
import { emptyProject, type Project } from "../shape/project.ts";
import type { Dependency, Service } from "../shape/service.ts";
import type { ObservedContainer, ObservedProject } from "./observed.ts";

/**
 * A project without its files, as far as the labels of what an engine has of it tell.
 * @param needsAll whether what a service depends on must be there
 */
export function projectFromEngine(name: string, observed: ObservedProject, { needsAll = false } = {}): Project {
  const services = new Map<string, Service>();
  for (const container of observed.containers.filter(({ isOneOff }) => !isOneOff)) {
    const key = container.service === "" ? container.name : container.service;
    const known = services.get(key) ?? serviceOf(container, needsAll);
    services.set(key, { ...known, scale: (known.scale ?? 0) + 1 });
  }
  const isOwn = ({ Labels }: { readonly Labels: Readonly<Record<string, string>> | null }): boolean =>
    Labels?.[labels.project] === name;
  return {
    ...emptyProject(name),
    services,
    networks: new Map(
      observed.networks.filter(isOwn).map(({ Name, Labels }) => [Labels?.[labels.network] ?? Name, { name: Name }]),
    ),
    volumes: new Map(
      observed.volumes.filter(isOwn).map(({ Name, Labels }) => [Labels?.[labels.volume] ?? Name, { name: Name }]),
    ),
  };
}

function serviceOf({ summary, labels: own }: ObservedContainer, needsAll: boolean): Service {
  const needs = (own[labels.dependencies] ?? "").split(",").filter((text) => text !== "");
  return {
    image: summary.Image,
    ...(needs.length === 0 ? {} : { depends_on: new Map(needs.map((text) => dependencyOf(text, needsAll))) }),
  };
}

/** `service:condition:restart`; older projects have the name alone. */
function dependencyOf(text: string, needsAll: boolean): [string, Dependency] {
  const [name = "", condition = "running_or_healthy", restart = "true"] = text.split(":");
  return [name, { condition, restart: restart === "true", required: needsAll }];
}
