import { connect, createServer, type Server, type Socket } from "node:net";
import type { Log } from "#base/op.ts";
import { listenOnHeldPort } from "#sys/host-port.ts";

export interface RelayTarget {
  readonly address: string;
  readonly port: number;
}

/** What serves a host port from this process. Closing it ends its connections and frees the port. */
export interface Relay {
  /** Leads elsewhere from now on: TCP connections that there are stay, datagrams follow at once. */
  retarget(target: RelayTarget): void;
  close(): void;
}

/**
 * Relays connections of a held TCP port to a container, for what the kernel's address translation cannot do: a client
 * that speaks IPv6 to a container that does not. Takes `fd`.
 */
export function relayTcp(fd: number, target: RelayTarget, log: Log): Relay {
  const clients = new Set<Socket>();
  let current = target;
  const server: Server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    relay(client, current);
  });
  server.on("error", (error) => log.warn("a relay of a published port failed", { ...current, error: error.message }));
  listenOnHeldPort(fd);
  server.listen({ fd });
  return {
    retarget(next) {
      current = next;
    },
    close() {
      server.close();
      for (const client of clients) client.destroy();
    },
  };
}

function relay(client: Socket, target: RelayTarget): void {
  const container = connect({ host: target.address, port: target.port, allowHalfOpen: true });
  const end = (): void => {
    client.destroy();
    container.destroy();
  };
  client.on("error", end);
  container.on("error", end);
  client.on("close", () => container.destroy());
  container.on("close", () => client.destroySoon());
  client.pipe(container);
  container.pipe(client);
}
