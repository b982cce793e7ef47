import type { Op } from "#base/op.ts";
import {
  type Endpoint,
  type EndpointRequest,
  factsOfNothing,
  type NetworkDriver,
  type NetworkFacts,
} from "#core/network/driver.ts";

/** A namespace with a loopback and nothing else. */
export class NoneNetwork implements NetworkDriver {
  readonly type = "null";

  async recover(): Promise<void> {}

  connect(_op: Op, request: EndpointRequest): Promise<Endpoint> {
    const { endpointId, containerId, containerName } = request;
    return Promise.resolve({ endpointId, containerId, containerName, address: undefined, publications: [] });
  }

  async disconnect(): Promise<void> {}

  publish(_op: Op, endpoint: Endpoint): Promise<Endpoint> {
    return Promise.resolve(endpoint);
  }

  unpublish(_op: Op, endpoint: Endpoint): Promise<Endpoint> {
    return Promise.resolve(endpoint);
  }

  takeOver(_op: Op, endpoint: Endpoint): Promise<Endpoint> {
    return Promise.resolve(endpoint);
  }

  async unlink(): Promise<void> {}

  async remove(): Promise<void> {}

  facts(): NetworkFacts {
    return factsOfNothing;
  }
}
