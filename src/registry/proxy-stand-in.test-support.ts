import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A proxy that leads every name to one port of this machine, and keeps what it was asked for. */
export class ProxyStandIn implements AsyncDisposable {
  readonly heads: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: () => number) {
    this.#server = createServer((client) => {
      this.#keep(client);
      client.once("data", (chunk: Buffer) => {
        const head = chunk.toString("latin1");
        this.heads.push(head);
        const upstream = connect(target(), "127.0.0.1");
        this.#keep(upstream);
        if (head.startsWith("CONNECT ")) client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        else upstream.write(chunk);
        client.pipe(upstream);
        upstream.pipe(client);
      });
    });
  }

  static async start(target: () => number): Promise<ProxyStandIn> {
    const proxy = new ProxyStandIn(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
