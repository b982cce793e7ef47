import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface SocksChoice {
  /** What is let in; undefined: everybody. */
  readonly user?: string;
  /** The code of every reply; 0 is success. */
  readonly code?: number;
}

/** A SOCKS proxy that leads every name to one port of this machine, and keeps what it was asked for. */
export class SocksStandIn implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: () => number, { user, code = 0 }: SocksChoice) {
    this.#server = createServer((client) => {
      this.#keep(client);
      void this.#serve(client, { target, user, code });
    });
  }

  static async start(target: () => number, choice: SocksChoice = {}): Promise<SocksStandIn> {
    const proxy = new SocksStandIn(target, choice);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(
    client: Socket,
    { target, user, code }: { target: () => number; user?: string | undefined; code: number },
  ) {
    const next = (): Promise<Buffer> => new Promise((resolve) => client.once("data", resolve));
    const methods = (await next()).subarray(2);
    const method = user === undefined ? 0 : 2;
    client.write(Buffer.from([5, methods.includes(method) ? method : 255]));
    if (user !== undefined) {
      const given = await next();
      const length = given[1] ?? 0;
      const pair = `${given.subarray(2, 2 + length)}:${given.subarray(3 + length)}`;
      client.write(Buffer.from([1, pair === user ? 0 : 1]));
    }
    const request = await next();
    this.asked.push(request.toString("latin1", 5, request.length - 2));
    client.write(Buffer.from([5, code]));
    client.write(Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
    const upstream = connect(target(), "127.0.0.1");
    this.#keep(upstream);
    client.pipe(upstream);
    upstream.pipe(client);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
