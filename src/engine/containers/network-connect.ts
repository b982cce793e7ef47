import type { EndpointSettings } from "#api/types.gen.ts";
import { commitPoint } from "#base/commit-points.ts";
import { isEngineError } from "#base/errors.ts";
import { type Op, withDeadline } from "#base/op.ts";
import { refuseEndpoint } from "#core/container/create/supported-fields.ts";
import { emptyReference } from "#core/container/errors.ts";
import { recordedEndpoints } from "#core/container/recorded-endpoints.ts";
import { emptyEndpoint } from "#core/container/views/network-view.ts";
import type { FoundNetwork, NetworkLeaseSettings } from "#core/network/contract.ts";
import {
  cannotLeaveHost,
  endpointNotFound,
  hostNetworkOnly,
  noneIsAlone,
  noSandbox,
  notConnected,
  sharedNamespace,
} from "#core/network/errors.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { deadlines } from "./deadlines.ts";
import type { ContainerContext } from "./dependencies.ts";
import { networkLinksOf } from "./links.ts";
import { refreshFiles } from "./live-files.ts";

export interface ConnectRequest {
  readonly network: string;
  readonly container: string;
  readonly endpoint: EndpointSettings | undefined;
}

/** `POST /networks/{id}/connect`: at once where the container runs, else at its next start. @throws what Docker says */
export async function connectNetwork(op: Op, context: ContainerContext, request: ConnectRequest): Promise<void> {
  if (request.container === "") throw emptyReference();
  const entry = context.table.find(request.container);
  const asked = request.endpoint ?? emptyEndpoint;
  await entry.lock.run(op, async () => {
    const network = context.networks.find(request.network);
    refuseEndpoint(asked);
    context.networks.checkEndpoint(network.name, asked);
    const endpoints = recordedEndpoints(entry.record);
    checkModes(entry, network, Object.keys(endpoints));
    const networkingConfig = { EndpointsConfig: { ...endpoints, [network.name]: onlyAsked(asked) } };
    if (!entry.running) return context.save(op, entry, { networkingConfig }, "full");
    if (entry.record.config.NetworkDisabled === true) throw noSandbox(entry.id);
    using wiring = withDeadline(op, deadlines.networkMs, `networking of container ${entry.id}`);
    const links = networkLinksOf(context, entry);
    const after = await context.networks.attach(wiring, { containerId: entry.id, network: network.id, asked, links });
    commitPoint("container.connect.done");
    const named = after.networks[network.name];
    const kept = { ...onlyAsked(asked), NetworkID: network.id, DNSNames: named?.DNSNames ?? null };
    await record(op, context, entry, {
      after,
      endpoints: { ...networkingConfig.EndpointsConfig, [network.name]: kept },
    });
  });
}

export interface DisconnectRequest {
  readonly network: string;
  readonly container: string;
  readonly force: boolean;
}

/** `POST /networks/{id}/disconnect`. @throws what Docker says */
export async function disconnectNetwork(op: Op, context: ContainerContext, request: DisconnectRequest): Promise<void> {
  const entry = entryOf(context, request);
  await entry.lock.run(op, async () => {
    const network = context.networks.find(request.network);
    if (network.driver === "host") throw cannotLeaveHost();
    const endpoints = { ...recordedEndpoints(entry.record) };
    const known = Object.keys(endpoints).find((name) => name === network.name || name === network.id);
    if (known === undefined) throw notConnected({ id: entry.id, running: entry.running }, network.name);
    delete endpoints[known];
    if (!entry.running) return context.save(op, entry, { networkingConfig: { EndpointsConfig: endpoints } }, "full");
    using wiring = withDeadline(op, deadlines.networkMs, `networking of container ${entry.id}`);
    const after = await context.networks.detach(wiring, entry.id, network.id);
    commitPoint("container.disconnect.done");
    await record(op, context, entry, { after, endpoints });
  });
}

interface Changed {
  readonly after: NetworkLeaseSettings;
  readonly endpoints: Readonly<Record<string, EndpointSettings>>;
}

async function record(op: Op, context: ContainerContext, entry: ContainerEntry, changed: Changed): Promise<void> {
  const { lease } = entry.record;
  const { after, endpoints } = changed;
  if (lease === undefined) return;
  const request = { ...lease.request, endpoints };
  const networkingConfig = { EndpointsConfig: endpoints };
  await context.save(op, entry, { networkingConfig, lease: { request, settings: after } }, "full");
  await refreshFiles(context, entry, { before: lease.settings, after });
}

function checkModes({ record: { hostConfig } }: ContainerEntry, network: FoundNetwork, now: readonly string[]): void {
  const mode = hostConfig.NetworkMode;
  if (mode.startsWith("container:")) throw sharedNamespace();
  if (network.driver === "host" || mode === "host") throw hostNetworkOnly();
  const others = now.filter((name) => name !== network.name);
  if (network.driver === "null" && !network.userDefined && others.length > 0) throw noneIsAlone();
  if (network.driver !== "null" && now.includes("none")) throw noneIsAlone();
}

/** A forced disconnect speaks of endpoints, where there is no such container. */
function entryOf(context: ContainerContext, { container, force }: DisconnectRequest): ContainerEntry {
  try {
    return context.table.find(container);
  } catch (error) {
    if (force && isEngineError(error, "not-found")) throw endpointNotFound(container);
    throw error;
  }
}

/** Without the fields that only an engine fills. */
function onlyAsked(asked: EndpointSettings): EndpointSettings {
  const { IPAMConfig, Links, Aliases, MacAddress, DriverOpts, GwPriority } = asked;
  return { ...emptyEndpoint, IPAMConfig, Links, Aliases, MacAddress, DriverOpts, GwPriority };
}
