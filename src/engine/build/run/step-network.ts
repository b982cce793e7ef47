import type { ContainerId } from "#base/ids.ts";
import { backgroundOp, type Op, withDeadline } from "#base/op.ts";
import { stepHostname } from "#core/build/run/hosts.ts";
import { networkModeOf, type RunOperation } from "#core/build/run-operation.ts";
import type { NetworkLease, NetworkRequest } from "#core/network/contract.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { upstreamsFor } from "../../container-files/host-resolver.ts";
import { deadlines } from "../../containers/deadlines.ts";
import type { StepDependencies } from "./dependencies.ts";
import type { JoinedContainer } from "./joined-container.ts";

export interface NetworkWish {
  readonly id: ContainerId;
  readonly operation: RunOperation;
  readonly joined: JoinedContainer | undefined;
  readonly held: AsyncDisposableStack;
}

/** Makes the network of a step: that of a container on the default bridge, on one by name, or of another container, which nobody is told of. */
export async function leaseNetwork(
  op: Op,
  { networks, settings }: Pick<StepDependencies, "networks" | "settings">,
  { id, operation, joined, held }: NetworkWish,
): Promise<NetworkLease> {
  using wiring = withDeadline(op, deadlines.networkMs, "networking of a build step");
  const lease = await networks.acquire(wiring, {
    ...requestOf(id, operation),
    ...(joined === undefined ? {} : { joinedPid: joined.pid }),
    upstreams: upstreamsFor(settings.dns),
  });
  held.defer(async () => {
    using ending = withDeadline(backgroundOp(op.log), deadlines.networkMs, "release of the network of a build step");
    await networks.release(ending, id);
  });
  held.use(new FdHandle(lease.netns ?? -1));
  return lease;
}

function requestOf(id: ContainerId, { network, hostname }: RunOperation): NetworkRequest {
  return {
    containerId: id,
    containerName: id,
    hostname: hostname ?? stepHostname,
    networkMode: networkModeOf(network),
    endpoints: {},
    exposedPorts: [],
    portBindings: {},
    publishAllPorts: false,
    sysctls: {},
    quiet: true,
  };
}
