import { createServer, type Server, type Socket } from "node:net";
import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { SshMount } from "#core/build/run-operation.ts";
import type { BuildSession, ByteChannel } from "#core/build/session.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { modeInode, ownInode } from "#sys/files/descriptor-calls.ts";
import { mkdirAllIn, openPathIn } from "#sys/rooted-files.ts";
import { listenUnix } from "#sys/unix-socket.ts";

export interface AgentPlace {
  /** Borrowed. */
  readonly base: Fd;
  /** Below it, in a folder that is made. */
  readonly at: string;
  readonly mount: SshMount;
}

/**
 * Listens on a socket that stands for the client's ssh agent: each connection to it becomes one to the agent. Disposal ends
 * all of them.
 */
export async function serveAgent(
  op: Op,
  session: Pick<BuildSession, "openSshAgent">,
  { base, at, mount }: AgentPlace,
): Promise<AsyncDisposable> {
  const [folder = "", name = ""] = at.split("/");
  mkdirAllIn(base, folder, { uid: 0, gid: 0, mode: 0o700 });
  using parent = new FdHandle(openPathIn(base, folder, { directory: true }));
  using listening = new FdHandle(listenUnix(parent.fd, name));
  using socket = new FdHandle(openPathIn(parent.fd, name));
  ownInode(socket.fd, mount.owner.uid, mount.owner.gid);
  modeInode(socket.fd, mount.mode & 0o777);
  const agent = new AgentServer(op, session, mount.id);
  await agent.listen(listening.give());
  return agent;
}

class AgentServer implements AsyncDisposable {
  readonly #op: Op;
  readonly #session: Pick<BuildSession, "openSshAgent">;
  readonly #id: string;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();

  constructor(op: Op, session: Pick<BuildSession, "openSshAgent">, id: string) {
    this.#op = op;
    this.#session = session;
    this.#id = id;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => this.#accept(client));
  }

  /** Takes `fd`. */
  listen(fd: Fd): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.on("error", reject);
      this.#server.listen({ fd }, () => resolve());
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    this.#clients.add(client);
    client.once("close", () => this.#clients.delete(client));
    client.on("error", () => client.destroy());
    this.#forward(client).catch((error: unknown) => {
      this.#op.log.debug("connection to an ssh agent", { id: this.#id, error: messageOf(error) });
      client.destroy();
    });
  }

  async #forward(client: Socket): Promise<void> {
    await using agent = await this.#session.openSshAgent(this.#op, this.#id);
    await Promise.all([passOut(client, agent), passBack(agent, client)]);
  }
}

async function passOut(client: Socket, agent: ByteChannel): Promise<void> {
  for await (const chunk of client as AsyncIterable<Uint8Array>) await agent.write(chunk);
  agent.endOutgoing();
}

async function passBack(agent: ByteChannel, client: Socket): Promise<void> {
  for await (const chunk of agent.incoming) {
    if (!client.write(chunk)) await drained(client);
    if (client.destroyed) return;
  }
  client.end();
}

function drained(client: Socket): Promise<void> {
  return new Promise((resolve) => {
    client.once("drain", resolve);
    client.once("close", resolve);
  });
}
