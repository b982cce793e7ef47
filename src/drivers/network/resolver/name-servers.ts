import { createServer, type Server, type Socket } from "node:net";
import { messageOf } from "#base/errors.ts";
import type { Log, Op } from "#base/op.ts";
import { Undo } from "#base/undo.ts";
import { localAnswer } from "#core/network/names/answer.ts";
import type { NameServer, NameServerOptions, NameServers } from "#core/network/names/contract.ts";
import { type DnsQuery, decodeQuery, encodeFailure, encodeReply, responseCodes } from "#formats/dns/message.ts";
import { closeFd } from "#sys/fd.ts";
import type { Kernel, OpenedSocket } from "#sys/kernel/contract.ts";
import { Forwarder } from "./forwarder.ts";
import { redirectTable } from "./redirect.ts";
import { MessageReader, withLength } from "./tcp-messages.ts";

const address = "127.0.0.11";
/** Clients of one container that ask over TCP at the same time. */
const maxConnections = 64;
const idleMs = 10_000;

type Transport = "udp" | "tcp";

/** Name servers of containers. Sockets are made inside their namespaces and served here. */
export class ContainerNameServers implements NameServers {
  readonly #kernel: Kernel;
  readonly #log: Log;

  constructor(kernel: Kernel, log: Log) {
    this.#kernel = kernel;
    this.#log = log;
  }

  async open(op: Op, options: NameServerOptions): Promise<NameServer> {
    const { netns } = options;
    const bind = { address, port: 0 };
    const undo = new Undo();
    try {
      const open = async (protocol: Transport): Promise<OpenedSocket> => {
        const socket = await this.#kernel.openSocket(op, {
          netns,
          protocol,
          family: "ipv4",
          bind,
          listen: protocol === "tcp",
        });
        undo.add(() => closeFd(socket.fd));
        return socket;
      };
      const [udp, tcp] = await Promise.all([open("udp"), open("tcp")]);
      const text = redirectTable({ address, udp: udp.port, tcp: tcp.port });
      await this.#kernel.runNft(op, { netns, text });
      if (!options.fresh) await this.#endFlows(op, netns);
      const resolver = new Resolver(options, new Forwarder(this.#kernel, options), this.#log);
      await resolver.serve(udp.fd, tcp.fd);
      undo.keep();
      return resolver;
    } catch (error) {
      await undo.run();
      throw error;
    }
  }

  /** A client that keeps its port would go on being led to the ports of the former name server. */
  async #endFlows(op: Op, netns: number): Promise<void> {
    await this.#kernel.configureNetwork(op, [{ netns, steps: [{ do: "end-flows", address }] }]);
  }
}

/** Serves one namespace. */
class Resolver implements NameServer {
  readonly #options: NameServerOptions;
  readonly #forwarder: Forwarder;
  readonly #log: Log;
  readonly #clients = new Set<Socket>();
  #udp: Bun.udp.Socket<"uint8array"> | undefined;
  #tcp: Server | undefined;
  #closed = false;

  constructor(options: NameServerOptions, forwarder: Forwarder, log: Log) {
    this.#options = options;
    this.#forwarder = forwarder;
    this.#log = log;
  }

  /** Takes both descriptors. */
  async serve(udp: number, tcp: number): Promise<void> {
    this.#tcp = createServer((client) => this.#accept(client));
    this.#tcp.on("error", (error) => this.#log.warn("a name server's socket failed", { error: error.message }));
    this.#tcp.listen({ fd: tcp });
    this.#tcp.unref();
    this.#udp = await Bun.udpSocket({
      fd: udp,
      binaryType: "uint8array",
      socket: {
        data: (socket, bytes, port, client) => {
          this.#answer(bytes.slice(), "udp", (reply) => void socket.send(reply, port, client));
        },
      },
    } as Bun.udp.SocketOptions<"uint8array">);
    this.#udp.unref();
  }

  close(): void {
    this.#closed = true;
    this.#udp?.close();
    this.#tcp?.close();
    for (const client of this.#clients) client.destroy();
    this.#forwarder.close();
  }

  #accept(client: Socket): void {
    if (this.#clients.size >= maxConnections) return void client.destroy();
    this.#clients.add(client);
    client.setTimeout(idleMs, () => client.destroy());
    client.on("error", () => client.destroy());
    client.on("close", () => this.#clients.delete(client));
    const reader = new MessageReader();
    client.on("data", (bytes: Buffer) => {
      for (const message of reader.push(bytes))
        this.#answer(message, "tcp", (reply) => void (client.destroyed || client.write(withLength(reply))));
    });
  }

  #answer(message: Uint8Array, transport: Transport, reply: (bytes: Uint8Array) => void): void {
    const send = (bytes: Uint8Array | undefined): void => {
      if (bytes !== undefined && !this.#closed) reply(bytes);
    };
    const query = decodeQuery(message);
    if (query === undefined || query.header.opcode !== 0) {
      const code = query === undefined ? responseCodes.formatError : responseCodes.notImplemented;
      send(encodeFailure(message, code));
      return;
    }
    const local = localAnswer(query.question, this.#options.networks());
    if (local !== undefined) {
      send(encodeReply(query, local, transport));
      return;
    }
    this.#forward(message, query, transport).then(send, (error: unknown) => {
      this.#log.debug("a name was not asked outside", { error: messageOf(error) });
      send(encodeReply(query, { code: responseCodes.serverFailure }, transport));
    });
  }

  async #forward(message: Uint8Array, query: DnsQuery, transport: Transport): Promise<Uint8Array> {
    const outside = this.#options.forwards() ? await this.#forwarder.ask(message, transport) : undefined;
    return outside ?? encodeReply(query, { code: responseCodes.serverFailure }, transport);
  }
}
