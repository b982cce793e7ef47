import { mapServices } from "../named-service.ts";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";

const socket = "/var/run/docker.sock";
const configKey = "#apisocket";
const configFolder = "/run/secrets/docker";

export const usesApiSocket = ({ services }: Project): boolean =>
  [...services.values()].some(({ use_api_socket: isUsed }) => isUsed === true);

/**
 * The project whose services have the engine's socket where they ask for it, and the user's credentials beside, as Docker's
 * client gives them. `clientConfig`: the text of a `config.json`.
 */
export function withApiSocket(project: Project, clientConfig: string): Project {
  if (!usesApiSocket(project)) return project;
  const configs = new Map([...project.configs, [configKey, { content: clientConfig }]]);
  return { ...mapServices(project, withSocket), configs };
}

/** The same of one service. */
export function withSocket<S extends Service>(service: S): S {
  if (service.use_api_socket !== true) return service;
  const environment = service.environment ?? new Map<string, string | undefined>();
  // Who has a folder of their own does not want this one.
  const added = environment.has("DOCKER_CONFIG") ? [] : [["DOCKER_CONFIG", configFolder] as const];
  return {
    ...service,
    volumes: [...(service.volumes ?? []), { type: "bind", source: socket, target: socket }],
    environment: new Map([...environment, ...added]),
    configs: [...(service.configs ?? []), { source: configKey, target: `${configFolder}/config.json` }],
  };
}
