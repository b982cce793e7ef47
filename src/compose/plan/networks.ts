import type { NetworkInspect } from "#api/types.gen.ts";
import { endpointSettings, networkSpec } from "../convert/network.ts";
import { ComposeError } from "../errors.ts";
import { labels } from "../labels.ts";
import { findService, namedServices } from "../named-service.ts";
import type { ObservedContainer, ObservedProject } from "../observe/observed.ts";
import { networkHash } from "../shape/hash.ts";
import type { Project } from "../shape/project.ts";
import type { Network } from "../shape/resources.ts";
import { targetOf } from "./containers.ts";
import type { PlanBuilder } from "./plan-builder.ts";
import { planStop } from "./remove.ts";

export interface PlannedNetworks {
  /** By key: the network's id; `undefined` for one that is made. */
  readonly ids: ReadonlyMap<string, string | undefined>;
  /** After these all networks are there. */
  readonly steps: readonly string[];
  /** Containers that were stopped for it, by id. */
  readonly stopped: ReadonlySet<string>;
}

/**
 * Brings a project's networks in line with its file.
 * @param observed with the steps that come before one is removed
 * @throws ComposeError where what is there is another's
 */
export function planNetworks(
  plan: PlanBuilder,
  project: Project,
  observed: ObservedProject & { readonly after: readonly string[] },
): PlannedNetworks {
  const ids = new Map<string, string | undefined>();
  const steps: string[] = [];
  const stopped = new Set<string>();
  for (const [key, network] of sortedEntries(project.networks)) {
    if (network.external === true) {
      ids.set(key, externalNetwork(network, observed.networks).Id);
      continue;
    }
    const there = ownNetwork(plan, project, key, network, observed.networks);
    if (there !== undefined && isAsWanted(there, network)) {
      ids.set(key, there.Id);
      continue;
    }
    const attached = there === undefined ? [] : containersOf(project, key, observed.containers);
    for (const { id } of attached) stopped.add(id);
    const removed = there === undefined ? [] : [removeDiverged(plan, there, attached, observed.after)];
    const created = plan.add(
      { kind: "create network", spec: networkSpec(project, key, network) },
      {
        after: removed,
        shown: { things: [`Network ${network.name ?? key}`], begin: "Creating", end: "Created", failure: "Error" },
        reason: there === undefined ? "it is not there" : "its configuration changed",
      },
    );
    ids.set(key, undefined);
    steps.push(created, ...attached.map((container) => reconnect(plan, project, key, container, created)));
  }
  return { ids, steps, stopped };
}

export function sortedEntries<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : 1));
}

function externalNetwork({ name = "" }: Network, networks: readonly NetworkInspect[]): NetworkInspect {
  const named = networks.filter((network) => network.Name === name);
  const found = named.length > 0 ? named : networks.filter(({ Id }) => Id === name);
  if (found.length > 1)
    throw new ComposeError(
      `multiple networks with name ${JSON.stringify(name)} were found. Use network ID as \`name\` to avoid ambiguity`,
    );
  if (found[0] === undefined) throw new ComposeError(`network ${name} declared as external, but could not be found`);
  return found[0];
}

/** The network of the project's that there is already. */
function ownNetwork(
  plan: PlanBuilder,
  project: Project,
  key: string,
  { name = key }: Network,
  networks: readonly NetworkInspect[],
): NetworkInspect | undefined {
  const named = networks.filter((network) => network.Name === name || network.Id === name);
  const isOwn = ({ Labels }: NetworkInspect): boolean =>
    Labels?.[labels.project] === project.name && Labels[labels.network] === key;
  const there = named.find(isOwn) ?? named[0];
  if (there === undefined) return undefined;
  const owner = there.Labels?.[labels.project];
  const advice = "Set `external: true` to use an existing network";
  if (owner === undefined) plan.warn(`a network with name ${name} exists but was not created by compose.\n${advice}`);
  else if (owner !== project.name)
    plan.warn(
      `a network with name ${name} exists but was not created for project ${JSON.stringify(project.name)}.\n${advice}`,
    );
  const label = there.Labels?.[labels.network] ?? "";
  if (named.length === 1 && label !== key)
    throw new ComposeError(
      `network ${name} was found but has incorrect label ${labels.network} set to ${JSON.stringify(label)} (expected: ${JSON.stringify(key)})`,
    );
  return there;
}

/** One without a hash was made before there were any. */
function isAsWanted({ Labels }: NetworkInspect, network: Network): boolean {
  const hash = Labels?.[labels.configHash] ?? "";
  return hash === "" || hash === networkHash(network);
}

function containersOf(project: Project, key: string, containers: readonly ObservedContainer[]): ObservedContainer[] {
  const services = namedServices(project).filter(({ networks }) => networks?.has(key) === true);
  const names = services.map(({ name }) => name);
  return containers.filter(({ service, isOneOff }) => !isOneOff && names.includes(service));
}

/** Stops and disconnects what is on it, so that it can go. */
function removeDiverged(
  plan: PlanBuilder,
  there: NetworkInspect,
  attached: readonly ObservedContainer[],
  after: readonly string[],
): string {
  const disconnected = attached.map((container) => {
    const target = targetOf(container);
    const stopped = planStop(plan, container, {});
    return plan.add({ kind: "disconnect network", network: there.Name, target }, { after: [stopped] });
  });
  return plan.add(
    { kind: "remove network", id: there.Id, name: there.Name },
    { after: [...after, ...disconnected], shown: { things: [`Network ${there.Name}`], end: "Removed" } },
  );
}

function reconnect(
  plan: PlanBuilder,
  project: Project,
  key: string,
  container: ObservedContainer,
  created: string,
): string {
  const service = findService(project, container.service)!;
  const joining = { project, service, number: container.number ?? 1, links: [], withAliases: true };
  const network = project.networks.get(key)?.name ?? key;
  const endpoint = endpointSettings(joining, key);
  return plan.add({ kind: "connect network", network, target: targetOf(container), endpoint }, { after: [created] });
}
