import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "#base/op.ts";
import { type FakeEngine, fakeEngine } from "./backends.fake.ts";
import { createServer } from "./create-server.ts";
import { descriptors } from "./descriptors.fake.ts";
import { openListener } from "./listen.ts";

/** A server on a socket of its own, with a fake engine behind it. */
export interface TestServer extends AsyncDisposable {
  readonly path: string;
  readonly engine: FakeEngine;
}

export interface TestServerOptions {
  readonly headTimeoutMs?: number;
  readonly engine?: FakeEngine;
  /** Done when the listener is open, before anybody serves it. */
  readonly meanwhile?: (path: string) => Promise<void>;
}

export async function testServer({
  engine = fakeEngine(),
  meanwhile,
  ...limits
}: TestServerOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "gantry-server-"));
  const path = join(folder, "sock");
  const listener = await openListener({ kind: "unix", path, mode: 0o660, gid: process.getgid?.() ?? 0 });
  await meanwhile?.(path);
  const info = { version: "0.1.0", experimental: false };
  const server = createServer({
    backends: engine.backends,
    listeners: [listener],
    info,
    log: silentLog,
    descriptors,
    ...limits,
  });
  return {
    path,
    engine,
    async [Symbol.asyncDispose]() {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A raw connection. `until` and `end` give all that came so far. */
export class Wire {
  readonly #socket: net.Socket;
  #received = "";
  #ended = false;
  #changed = Promise.withResolvers<void>();

  constructor(path: string) {
    this.#socket = net.connect({ path, allowHalfOpen: true });
    this.#socket.on("data", (chunk) => this.#change(chunk.toString("latin1")));
    this.#socket
      .on("error", () => this.#end())
      .on("end", () => this.#end())
      .on("close", () => this.#end());
  }

  send(text: string): this {
    this.#socket.write(text, "latin1");
    return this;
  }

  /** Ends the sending side only. */
  halfClose(): this {
    this.#socket.end();
    return this;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Waits until `text` has come. @throws Error when the connection ends before */
  async until(text: string): Promise<string> {
    while (!this.#received.includes(text)) {
      if (this.#ended) throw new Error(`ended without ${JSON.stringify(text)}: ${JSON.stringify(this.#received)}`);
      await this.#changed.promise;
    }
    return this.#received;
  }

  /** Waits for the other side's end. */
  async end(): Promise<string> {
    while (!this.#ended) await this.#changed.promise;
    this.#socket.destroy();
    return this.#received;
  }

  #end(): void {
    this.#ended = true;
    this.#change("");
  }

  #change(text: string): void {
    this.#received += text;
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve();
  }
}

/** Sends one request on a connection of its own and waits for the end of the answer. */
export async function exchange(path: string, head: string, body = ""): Promise<string> {
  const length = body === "" ? "" : `Content-Length: ${body.length}\r\nContent-Type: application/json\r\n`;
  return await new Wire(path).send(`${head} HTTP/1.1\r\nHost: d\r\nConnection: close\r\n${length}\r\n${body}`).end();
}
