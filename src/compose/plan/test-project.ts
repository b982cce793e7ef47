import type { ContainerSummary, Volume as EngineVolume, NetworkInspect } from "#api/types.gen.ts";
import { labels } from "../labels.ts";
import { type ObservedProject, observedContainer } from "../observe/observed.ts";
import { networkHash, serviceHash, volumeHash } from "../shape/hash.ts";
import type { Project } from "../shape/project.ts";
import type { Service } from "../shape/service.ts";
import { type CreateOptions, planCreate } from "./create.ts";
import { PlanBuilder } from "./plan-builder.ts";
import { planText } from "./print-plan.ts";
import { planStart } from "./start.ts";

/** For tests: projects, what an engine has of them, and the plan of an `up` as text. */

export const nothing: ObservedProject = { containers: [], steps: [], networks: [], volumes: [] };
export const image = { id: "sha256:1", volumes: [] };

export function projectOf(services: Readonly<Record<string, Service>>, parts: Partial<Project> = {}): Project {
  const withNetwork = (service: Service): Service => ({
    image: "img",
    networks: service.network_mode === undefined ? new Map([["default", {}]]) : new Map(),
    ...service,
  });
  return {
    name: "p",
    workingDir: "/p",
    composeFiles: ["/p/compose.yaml"],
    environment: new Map(),
    services: new Map(Object.entries(services).map(([name, service]) => [name, withNetwork(service)])),
    disabledServices: new Map(),
    profiles: [],
    networks: new Map([["default", { name: "p_default" }]]),
    volumes: new Map(),
    secrets: new Map(),
    configs: new Map(),
    models: new Map(),
    extensions: new Map(),
    ...parts,
  };
}

const usual: CreateOptions = {
  services: [],
  recreate: "diverged",
  recreateDependencies: "diverged",
  inherit: true,
  orphans: "warn",
  renewedVolumes: [],
  takesOver: false,
};

export function up(project: Project, observed: ObservedProject, options: Partial<CreateOptions> = {}): string {
  const plan = new PlanBuilder();
  const images = new Map([["img", image]]);
  const containers = planCreate(
    plan,
    { project, observed, images, ownLabels: () => ({}), proxies: {}, defaultPlatform: "", hasFile: () => true },
    { ...usual, ...options },
  );
  planStart(plan, { project, containers, proxies: {} });
  return planText(plan.build());
}

/** What an engine has of a project after `up`. */
export function asMade(project: Project, change: (summary: ContainerSummary) => ContainerSummary = (same) => same) {
  const containers = [...project.services].flatMap(([name, service]) =>
    Array.from({ length: service.scale ?? 1 }, (_, index) => {
      const number = String(index + 1);
      const summary = {
        Id: `${name}${number}`.padEnd(64, "0"),
        Names: [`/p-${name}-${number}`],
        State: "running",
        Created: index,
        Labels: {
          [labels.project]: "p",
          [labels.service]: name,
          [labels.containerNumber]: number,
          [labels.oneOff]: "False",
          [labels.configHash]: serviceHash(service),
          [labels.image]: image.id,
        },
        NetworkSettings: { Networks: { p_default: { NetworkID: "n1" } } },
        Mounts: (service.volumes ?? []).map(({ source = "" }) => ({ Type: "volume", Name: `p_${source}` })),
      } as unknown as ContainerSummary;
      return observedContainer(change(summary));
    }),
  );
  const networks = [...project.networks].map(
    ([key, network]) =>
      ({
        Name: network.name,
        Id: "n1",
        Labels: { [labels.project]: "p", [labels.network]: key, [labels.configHash]: networkHash(network) },
      }) as unknown as NetworkInspect,
  );
  const volumes = [...project.volumes].map(
    ([key, volume]) =>
      ({
        Name: volume.name,
        Labels: { [labels.project]: "p", [labels.volume]: key, [labels.configHash]: volumeHash(volume) },
      }) as unknown as EngineVolume,
  );
  return { containers, steps: [], networks, volumes } satisfies ObservedProject;
}
