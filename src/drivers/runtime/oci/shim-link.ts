import type { AttachedClient } from "#core/runtime/contract.ts";
import { closeFd, connectUnix, openDirectory, sendWithFd } from "#sys/unix-socket.ts";
import { MessageReader } from "./message-reader.ts";
import {
  attachFlags,
  encodeMessage,
  featureBits,
  oldestProtocolVersion,
  protocolVersion,
  roles,
  type ShimMessage,
} from "./protocol.gen.ts";

export const shimSocketName = "shim.sock";

export interface LinkListener {
  message(message: ShimMessage): void;
  /** The shim is gone, or speaks no protocol that is known. */
  closed(): void;
}

/** The daemon's connection to one shim. */
export class ShimLink {
  readonly #listener: LinkListener;
  readonly #reader = new MessageReader();
  #socket: Bun.Socket | undefined;
  #unsent: Buffer = Buffer.alloc(0);
  #closed = false;

  private constructor(listener: LinkListener) {
    this.#listener = listener;
  }

  /**
   * Connects to the shim of `directory` and greets it; as an heir where another daemon started it, which ends a shim that was
   * never told to start. @throws SyscallError (ENOENT, ECONNREFUSED: there is no shim)
   */
  static async connect(
    directory: string,
    listener: LinkListener,
    role: "daemon" | "heir" = "daemon",
  ): Promise<ShimLink> {
    const fd = inDirectory(directory, (at) => connectUnix(at, shimSocketName));
    const link = new ShimLink(listener);
    link.#socket = await Bun.connect({
      fd,
      socket: {
        data: (_: unknown, piece: Uint8Array) => link.#receive(piece),
        close: () => link.#close(),
        end: () => link.#close(),
        error: () => link.#close(),
        drain: () => link.#flush(),
      },
    } as unknown as Bun.UnixSocketOptions<undefined>);
    const features = featureBits.oomNotice | featureBits.lastWords | featureBits.detachNotice;
    link.send({ name: "hello", version: protocolVersion, role: roles[role], features });
    return link;
  }

  send(message: ShimMessage): void {
    if (this.#closed) return;
    this.#unsent = Buffer.concat([this.#unsent, encodeMessage(message)]);
    this.#flush();
  }

  end(): void {
    this.#socket?.end();
    this.#close();
  }

  #flush(): void {
    if (this.#socket === undefined || this.#unsent.length === 0) return;
    const written = this.#socket.write(this.#unsent);
    this.#unsent = this.#unsent.subarray(Math.max(written, 0));
  }

  #receive(piece: Uint8Array): void {
    try {
      for (const message of this.#reader.push(piece)) this.#take(message);
    } catch {
      this.end();
    }
  }

  #take(message: ShimMessage): void {
    if (message.name === "hello" && message.version < oldestProtocolVersion) this.end();
    else if (!this.#closed) this.#listener.message(message);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.closed();
  }
}

/**
 * Hands a client to the shim of `directory`, by a connection of its own. Takes `client.fd`.
 * @throws SyscallError when there is no shim; the client is closed then too
 */
export function handOver(directory: string, client: AttachedClient): void {
  try {
    const fd = inDirectory(directory, (at) => connectUnix(at, shimSocketName));
    try {
      sendWithFd(fd, Buffer.concat([...replayMessages(client), attachMessage(client)]), client.fd);
    } finally {
      closeFd(fd);
    }
  } finally {
    closeFd(client.fd);
  }
}

function replayMessages({ replaySinceNs: sinceNs }: AttachedClient): Buffer[] {
  return sinceNs === undefined ? [] : [encodeMessage({ name: "replay", sinceNs })];
}

function attachMessage(client: AttachedClient): Buffer {
  const names = ["stdin", "stdout", "stderr", "multiplexed"] as const;
  const flags = names.reduce((bits, name) => bits | (client[name] ? attachFlags[name] : 0), 0);
  const rest = Buffer.concat([client.detachKeys, client.head]);
  return encodeMessage({ name: "attach", flags, detachKeysLength: client.detachKeys.length, rest });
}

function inDirectory<T>(directory: string, use: (fd: number) => T): T {
  const fd = openDirectory(directory);
  try {
    return use(fd);
  } finally {
    closeFd(fd);
  }
}
