import { parsePublishedPorts } from "#formats/port-spec/published-ports.ts";
import { parseMount } from "../file/mount-spec.ts";
import type { NamedService } from "../named-service.ts";
import { Place } from "../shape/kind.ts";
import { type Mount, mount } from "../shape/mount.ts";
import type { Port } from "../shape/port.ts";

/** What `run` changes of a service for one container. */
export interface ServiceOverride {
  /** Empty: the service's own. */
  readonly command: readonly string[];
  /** `undefined`: the service's own. One that is given puts the service's command out of force. */
  readonly entrypoint: readonly string[] | undefined;
  readonly environment: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  /** Empty: the service's own. */
  readonly user: string;
  readonly workingDir: string;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  /** In short form, besides the service's own. */
  readonly volumes: readonly string[];
  /** In short form, in place of the service's own; `undefined`: those. */
  readonly ports: readonly string[] | undefined;
  readonly tty: boolean;
  readonly stdinOpen: boolean;
}

/** The service as a container of it that runs once has it. @throws Error for a port or a volume that cannot be read */
export function overrideService(service: NamedService, override: ServiceOverride): NamedService {
  const { command, entrypoint, environment, user, workingDir, ports } = override;
  const { restart: _restart, deploy, ...kept } = service;
  const { restart_policy: _policy, ...deployed } = deploy ?? {};
  return {
    ...kept,
    ...(deploy === undefined ? {} : { deploy: deployed }),
    ...capabilities(service, override),
    ...(ports === undefined ? {} : { ports: ports.flatMap(portsOf) }),
    ...(override.volumes.length === 0
      ? {}
      : { volumes: [...(service.volumes ?? []), ...override.volumes.map(mountOf)] }),
    ...(environment.size === 0 ? {} : { environment: new Map([...(service.environment ?? []), ...environment]) }),
    ...(override.labels.size === 0 ? {} : { labels: new Map([...(service.labels ?? []), ...override.labels]) }),
    ...(entrypoint === undefined ? {} : { entrypoint, command: [] }),
    ...(command.length === 0 ? {} : { command }),
    ...(user === "" ? {} : { user }),
    ...(workingDir === "" ? {} : { working_dir: workingDir }),
    scale: 1,
    tty: override.tty,
    stdin_open: override.stdinOpen,
  };
}

/** Those that are added are not dropped, and the other way round. */
function capabilities(
  { cap_add: added = [], cap_drop: dropped = [] }: NamedService,
  { capAdd, capDrop }: ServiceOverride,
): Pick<NamedService, "cap_add" | "cap_drop"> {
  if (capAdd.length === 0 && capDrop.length === 0) return {};
  return {
    cap_add: [...added, ...capAdd].filter((name) => !capDrop.includes(name)),
    cap_drop: [...dropped.filter((name) => !capAdd.includes(name)), ...capDrop],
  };
}

function portsOf(text: string): Port[] {
  return parsePublishedPorts(text).map(({ port, protocol, hostIp, hostPort }) => ({
    mode: "ingress",
    ...(hostIp === "" ? {} : { host_ip: hostIp }),
    target: port,
    ...(hostPort === "" ? {} : { published: hostPort }),
    protocol,
  }));
}

function mountOf(text: string): Mount {
  return mount.decode(parseMount(text), new Place("volumes")) ?? {};
}
