import type { ContainerInspectResponse, ContainerSummary, HealthConfig, MountPoint } from "#api/types.gen.ts";
import { labels } from "../labels.ts";
import type { FileReference } from "../shape/file-reference.ts";
import type { HealthCheck } from "../shape/health.ts";
import type { Mount } from "../shape/mount.ts";
import type { Port } from "../shape/port.ts";
import { emptyProject, type Project } from "../shape/project.ts";
import type { Network, Secret, Volume } from "../shape/resources.ts";
import type { Attachment, Service } from "../shape/service.ts";

export interface DescribedContainer {
  readonly summary: ContainerSummary;
  readonly details: ContainerInspectResponse;
}

type NetworkFacts = { readonly Name: string; readonly Internal: boolean };

/** A project whose services are like containers that are there, however they were made. */
export function projectOfContainers(
  name: string,
  containers: readonly DescribedContainer[],
  known: readonly NetworkFacts[],
): Project {
  const parts = {
    services: new Map<string, Service>(),
    networks: new Map<string, Network>(),
    volumes: new Map<string, Volume>(),
    secrets: new Map<string, Secret>(),
  };
  for (const container of containers) {
    const { summary, details } = container;
    const key = summary.Labels?.[labels.service] ?? details.Name.replace(/^\//, "");
    const before = parts.services.get(key);
    if (before !== undefined) {
      parts.services.set(key, { ...before, scale: (before.scale ?? 0) + 1 });
      continue;
    }
    const mounts = (details.Mounts ?? []).map(mountOf);
    for (const { volume } of mounts) if (volume !== undefined) parts.volumes.set(...volume);
    for (const { secret } of mounts) if (secret !== undefined) parts.secrets.set(...secret);
    for (const network of Object.keys(details.NetworkSettings?.Networks ?? {})) {
      const isInternal = known.find(({ Name }) => Name === network)?.Internal === true;
      parts.networks.set(network, isInternal ? { internal: true } : {});
    }
    parts.services.set(key, serviceLike(container, mounts));
  }
  return { ...emptyProject(name), ...parts };
}

function serviceLike({ summary, details }: DescribedContainer, mounts: readonly MountParts[]): Service {
  const { Config, HostConfig, NetworkSettings } = details;
  const health = Config?.Healthcheck;
  return {
    image: summary.Image,
    labels: new Map(Object.entries(summary.Labels ?? {}).filter(([label]) => !isOfATool(label))),
    environment: variablesOf(Config?.Env ?? []),
    ...(health === undefined ? {} : { healthcheck: healthCheckOf(health) }),
    volumes: mounts.flatMap(({ mount }) => mount ?? []),
    secrets: mounts.flatMap(({ reference }) => reference ?? []),
    networks: new Map(
      Object.entries(NetworkSettings?.Networks ?? {}).map(([network, settings]): [string, Attachment] => [
        network,
        { aliases: settings?.Aliases ?? [] },
      ]),
    ),
    ports: portsOf(HostConfig?.PortBindings ?? {}),
    scale: 1,
  };
}

const isOfATool = (label: string): boolean =>
  label.startsWith("com.docker.compose.") || label.startsWith("desktop.docker.io");

function variablesOf(env: readonly string[]): Map<string, string | undefined> {
  return new Map(
    env.map((line) => {
      const at = line.indexOf("=");
      return at === -1 ? [line, undefined] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

function healthCheckOf({ Test, Timeout, Interval, StartPeriod, StartInterval, Retries }: HealthConfig): HealthCheck {
  return {
    ...(Test === undefined ? {} : { test: Test }),
    ...(Timeout ? { timeout: Timeout } : {}),
    ...(Interval ? { interval: Interval } : {}),
    ...(StartPeriod ? { start_period: StartPeriod } : {}),
    ...(StartInterval ? { start_interval: StartInterval } : {}),
    ...(Retries ? { retries: Retries } : {}),
  };
}

function portsOf(bindings: NonNullable<NonNullable<ContainerInspectResponse["HostConfig"]>["PortBindings"]>): Port[] {
  return Object.entries(bindings).flatMap(([key, places]) => {
    const [target = "", protocol = "tcp"] = key.split("/");
    return (places ?? []).map(({ HostIp = "", HostPort = "" }) => ({
      ...(HostIp === "" ? {} : { host_ip: HostIp }),
      target: Number(target),
      ...(HostPort === "" ? {} : { published: HostPort }),
      protocol,
    }));
  });
}

/** What a mount of a container is in a Compose file. */
interface MountParts {
  readonly mount?: Mount;
  readonly volume?: [name: string, volume: Volume];
  readonly secret?: [name: string, secret: Secret];
  readonly reference?: FileReference;
}

function mountOf({ Type, Name = "", Source, Destination, Driver = "", RW }: MountPoint): MountParts {
  const mount = { type: Type ?? "", source: Source, target: Destination, ...(RW ? {} : { read_only: true }) };
  if (Type === "volume") {
    const volume = Driver === "local" ? {} : { driver: Driver, name: Name };
    return { mount: { ...mount, source: Name }, volume: [Name, volume] };
  }
  if (Type !== "bind") return {};
  if (!Destination.startsWith("/run/secrets")) return { mount };
  const name = Destination.slice(Destination.lastIndexOf("/") + 1);
  return { secret: [name, { name, file: Source }], reference: { source: name, target: Destination } };
}
