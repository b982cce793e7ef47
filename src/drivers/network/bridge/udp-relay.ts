import type { Log } from "#base/op.ts";
import type { Relay, RelayTarget } from "./tcp-relay.ts";

/** A client that is silent for this long is forgotten, as Docker's proxy does. */
const idleMs = 90_000;
const maxFlows = 4096;

interface Flow {
  readonly socket: Bun.udp.ConnectedSocket<"uint8array">;
  lastUsed: number;
}

/** Relays datagrams of a held UDP port to a container, and its answers to the client each belongs to. Takes `fd`. */
export async function relayUdp(fd: number, target: RelayTarget, log: Log): Promise<Relay> {
  const flows = new Map<string, Promise<Flow>>();
  let current = target;
  const failed = (error: unknown): void =>
    log.debug("a relayed datagram was lost", { ...current, error: String(error) });
  const listener = await Bun.udpSocket({
    fd,
    binaryType: "uint8array",
    socket: {
      data(_, bytes, port, address) {
        const key = `${address} ${port}`;
        let flow = flows.get(key);
        if (flow === undefined) {
          if (flows.size >= maxFlows) return;
          flow = openFlow(current, (answer) => listener.send(answer, port, address));
          flows.set(key, flow);
          flow.catch(() => flows.delete(key));
        }
        const copy = bytes.slice();
        flow.then((open) => forward(open, copy), failed);
      },
    },
  } as Bun.udp.SocketOptions<"uint8array">);
  const sweep = setInterval(() => dropIdle(flows), idleMs / 3);
  sweep.unref();
  const endFlows = (): void => {
    for (const flow of flows.values()) flow.then(({ socket }) => socket.close(), failed);
    flows.clear();
  };
  return {
    retarget(next) {
      current = next;
      endFlows();
    },
    close() {
      clearInterval(sweep);
      listener.close();
      endFlows();
    },
  };
}

async function openFlow(target: RelayTarget, answer: (bytes: Uint8Array) => void): Promise<Flow> {
  const flow: Flow = {
    lastUsed: Date.now(),
    socket: await Bun.udpSocket({
      connect: { hostname: target.address, port: target.port },
      binaryType: "uint8array",
      socket: {
        data(_, bytes) {
          flow.lastUsed = Date.now();
          answer(bytes);
        },
      },
    }),
  };
  return flow;
}

function forward(flow: Flow, bytes: Uint8Array): void {
  flow.lastUsed = Date.now();
  flow.socket.send(bytes);
}

function dropIdle(flows: Map<string, Promise<Flow>>): void {
  const now = Date.now();
  for (const [key, opening] of flows) {
    void opening.then((flow) => {
      if (now - flow.lastUsed < idleMs) return;
      flow.socket.close();
      flows.delete(key);
    });
  }
}
