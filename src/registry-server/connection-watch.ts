import { connectionsOf, endConnection, type TcpConnection } from "#sys/tcp-connections.ts";

export interface ConnectionWatchOptions {
  /** The server's port. */
  readonly port: number;
  /** How long a connection may be without a request: at its begin, or after an answer. */
  readonly idleMs: number;
  /** How many connections there may be; further ones are answered 503. */
  readonly most: number;
  /** How it is looked at the connections; the kernel is asked unless a test says otherwise. */
  readonly list?: (port: number) => readonly TcpConnection[];
  readonly end?: (fd: number) => void;
  readonly now?: () => number;
}

interface Known {
  /** When the connection, or its last request, began. */
  since: number;
  requests: number;
}

/**
 * Ends connections on which no request comes, or only a byte of one now and then: Bun waits for the head of a request without
 * end. Looked at every few seconds, so that it costs nothing per request.
 */
export class ConnectionWatch implements Disposable {
  readonly #options: Required<ConnectionWatchOptions>;
  readonly #known = new Map<number, Known>();
  readonly #timer: NodeJS.Timeout;
  #count = 0;

  constructor(options: ConnectionWatchOptions) {
    this.#options = { list: connectionsOf, end: endConnection, now: () => performance.now(), ...options };
    this.#timer = setInterval(() => this.look(), Math.max(options.idleMs / 4, 50)).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** Whether there are more connections than there may be. As of the last look. */
  get isFull(): boolean {
    return this.#count > this.#options.most;
  }

  /** A request has begun on the client's port; gives what is to be called when it is answered. */
  begin(peerPort: number | undefined): () => void {
    if (peerPort === undefined) return () => {};
    const known = this.#known.get(peerPort) ?? { since: 0, requests: 0 };
    this.#known.set(peerPort, known);
    known.since = this.#options.now();
    known.requests++;
    return () => {
      known.requests--;
      known.since = this.#options.now();
    };
  }

  /** Ends what has been without a request for too long. Two clients of one port number count as one: both are kept. */
  look(): void {
    const { port, idleMs, list, end, now } = this.#options;
    const connections = list(port);
    this.#count = connections.length;
    const present = new Set<number>();
    for (const { fd, peerPort, lastSentMs } of connections) {
      present.add(peerPort);
      const known = this.#known.get(peerPort);
      if (known === undefined) this.#known.set(peerPort, { since: now(), requests: 0 });
      else if (known.requests === 0 && now() - known.since > idleMs && lastSentMs > idleMs) end(fd);
    }
    for (const [peerPort, { requests }] of this.#known)
      if (!present.has(peerPort) && requests === 0) this.#known.delete(peerPort);
  }
}
