import { ComposeError } from "../errors.ts";
import type { Project } from "../shape/project.ts";
import type { Dependency, Service } from "../shape/service.ts";

type Services = ReadonlyMap<string, Service>;

/** Which other services come with the chosen ones. */
export type Company = "dependencies" | "dependents" | "none";

export const allServices = ({ services, disabledServices }: Project): Services =>
  new Map([...services, ...disabledServices]);

/** The project with those services enabled that one of the profiles has, or that have none. */
export function withProfiles(project: Project, profiles: readonly string[]): Project {
  const all = [...allServices(project)];
  const isEnabled = ({ profiles: own = [] }: Service): boolean =>
    own.length === 0 || profiles.includes("*") || own.some((profile) => profiles.includes(profile));
  return {
    ...project,
    profiles,
    services: new Map(all.filter(([, service]) => isEnabled(service))),
    disabledServices: new Map(all.filter(([, service]) => !isEnabled(service))),
  };
}

/** The project with the profiles of these services active as well. */
export function withEnabled(project: Project, names: readonly string[]): Project {
  if (names.length === 0) return project;
  const added = names
    .filter((name) => !project.services.has(name))
    .flatMap((name) => project.disabledServices.get(name)?.profiles ?? []);
  return withProfiles(project, [...project.profiles, ...added]);
}

/** The project with the named services alone, and those that come with them. Names may be patterns. @throws ComposeError */
export function withSelected(project: Project, names: readonly string[], company: Company = "dependencies"): Project {
  if (names.length === 0) return project;
  const chosen = new Set<string>();
  choose(project, names, { company, chosen, needs: new Map() });
  const services = new Map<string, Service>();
  const disabledServices = new Map(project.disabledServices);
  for (const [name, service] of project.services) {
    if (chosen.has(name))
      services.set(
        name,
        withNeeds(service, (other) => chosen.has(other)),
      );
    else disabledServices.set(name, service);
  }
  return { ...project, services, disabledServices };
}

/** The project without these services, of which no other needs them any more. */
export function withDisabled(project: Project, names: readonly string[]): Project {
  const services = new Map<string, Service>();
  const disabledServices = new Map(project.disabledServices);
  for (const [name, service] of project.services) {
    const kept = withNeeds(service, (other) => !names.includes(other));
    if (names.includes(name)) disabledServices.set(name, kept);
    else services.set(name, kept);
  }
  return { ...project, services, disabledServices };
}

function withNeeds(service: Service, isKept: (name: string) => boolean): Service {
  const needs = service.depends_on;
  return needs === undefined
    ? service
    : { ...service, depends_on: new Map([...needs].filter(([name]) => isKept(name))) };
}

interface Choice {
  readonly company: Company;
  readonly chosen: Set<string>;
  /** What led to the names. */
  readonly needs: ReadonlyMap<string, Dependency>;
}

function choose(project: Project, names: readonly string[], { company, chosen, needs }: Choice): void {
  const matching = names.map((name) => [name, servicesMatching(project.services, name)] as const);
  for (const [name, found] of matching)
    if (found.length === 0 && needs.get(name)?.required !== false) throw new ComposeError(`no such service: ${name}`);
  for (const name of matching.flatMap(([, found]) => found)) {
    if (chosen.has(name)) continue;
    chosen.add(name);
    const others = companyOf(project, name, company);
    if (others.size > 0) choose(project, [...others.keys()].sort(), { company, chosen, needs: others });
  }
}

function companyOf(project: Project, name: string, company: Company): ReadonlyMap<string, Dependency> {
  if (company === "none") return new Map();
  if (company === "dependencies") return project.services.get(name)?.depends_on ?? new Map();
  return dependentsOf(project, name);
}

/** The services that need this one, and how. */
export function dependentsOf({ services }: Project, name: string): ReadonlyMap<string, Dependency> {
  return new Map(
    [...services].flatMap(([other, { depends_on: needs }]) => {
      const need = needs?.get(name);
      return need === undefined ? [] : [[other, need] as const];
    }),
  );
}

function servicesMatching(services: Services, name: string): string[] {
  if (services.has(name)) return [name];
  if (!/[*?[\\]/.test(name)) return [];
  const pattern = globPattern(name);
  return [...services.keys()].filter((service) => pattern.test(service));
}

function globPattern(glob: string): RegExp {
  const source = glob.replace(/\\(.)|\[\^?[^\]]*\]|[*?]|[.+^${}()|\]]/gs, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\u{${escaped.codePointAt(0)!.toString(16)}}`;
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.startsWith("[") ? part : `\\${part}`;
  });
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    return /(?!)/;
  }
}

/** The project without networks, volumes and files that no service uses. */
export function withoutUnused(project: Project): Project {
  const used = { networks: new Set<string>(), volumes: new Set<string>(), secrets: new Set<string>() };
  const [configs, models] = [new Set<string>(), new Set<string>()];
  for (const service of project.services.values()) {
    for (const name of service.networks?.keys() ?? []) used.networks.add(name);
    for (const { type, source } of service.volumes ?? []) if (type === "volume" && source) used.volumes.add(source);
    for (const { source = "" } of [...(service.secrets ?? []), ...(service.build?.secrets ?? [])])
      used.secrets.add(source);
    for (const { source = "" } of service.configs ?? []) configs.add(source);
    for (const name of service.models?.keys() ?? []) models.add(name);
  }
  return {
    ...project,
    networks: only(project.networks, used.networks),
    volumes: only(project.volumes, used.volumes),
    secrets: only(project.secrets, used.secrets),
    configs: only(project.configs, configs),
    models: only(project.models, models),
  };
}

const only = <T>(map: ReadonlyMap<string, T>, names: ReadonlySet<string>): ReadonlyMap<string, T> =>
  new Map([...map].filter(([name]) => names.has(name)));

/** @throws ComposeError where the project has no such service, or none that is enabled */
export function serviceNamed({ services, disabledServices }: Project, name: string): Service {
  const service = services.get(name);
  if (service !== undefined) return service;
  throw new ComposeError(`no such service: ${name}: ${disabledServices.has(name) ? "disabled" : "not found"}`);
}

/** The project whose services have the number of `scale` in `deploy` as well, where they have that. */
export function withSameScales(project: Project): Project {
  const services = [...project.services].map(([name, service]) => {
    const { scale, deploy } = service;
    const isSame = scale === undefined || deploy === undefined;
    return [name, isSame ? service : { ...service, deploy: { ...deploy, replicas: scale } }] as const;
  });
  return { ...project, services: new Map(services) };
}
