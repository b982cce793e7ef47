import type { AttachedClient } from "#core/runtime/contract.ts";
import { socketPair } from "#sys/unix-socket.ts";

/** One end of a socket pair as a client, the other to read and write. */
export function testClient(options: Partial<AttachedClient> = {}): { client: AttachedClient; peer: TestPeer } {
  const [ours, theirs] = socketPair();
  const client: AttachedClient = {
    fd: theirs,
    head: new Uint8Array(),
    stdin: false,
    stdout: true,
    stderr: true,
    multiplexed: false,
    detachKeys: new Uint8Array(),
    ...options,
  };
  return { client, peer: new TestPeer(ours) };
}

/** What a client has received, and the way to send. */
export class TestPeer {
  readonly ended: Promise<void>;
  #pieces: Buffer[] = [];
  #waiting: Array<() => void> = [];
  readonly #socket: Promise<Bun.Socket>;
  #paused = false;
  #over = false;

  constructor(fd: number) {
    const ended = Promise.withResolvers<void>();
    this.ended = ended.promise;
    const end = () => {
      this.#over = true;
      this.#wake();
      ended.resolve();
    };
    this.#socket = Bun.connect({
      fd,
      socket: {
        data: (_: unknown, piece: Uint8Array) => {
          this.#pieces.push(Buffer.from(piece));
          this.#wake();
        },
        end,
        close: end,
        error: end,
      },
      allowHalfOpen: true,
    } as unknown as Bun.UnixSocketOptions<undefined>) as Promise<Bun.Socket>;
  }

  get bytes(): Buffer {
    this.#pieces = [Buffer.concat(this.#pieces)];
    return this.#pieces[0]!;
  }

  get text(): string {
    return this.bytes.toString();
  }

  async send(data: string | Uint8Array): Promise<void> {
    (await this.#socket).write(data);
  }

  async shutdownWrite(): Promise<void> {
    (await this.#socket).shutdown();
  }

  async close(): Promise<void> {
    (await this.#socket).terminate();
  }

  /** Stops reading, at once when nothing has come yet. */
  pause(): void {
    this.#paused = true;
    void this.#socket.then((socket) => {
      if (this.#paused) socket.pause();
    });
  }

  resume(): void {
    this.#paused = false;
    void this.#socket.then((socket) => socket.resume());
  }

  /** Resolves when `text` has come; rejects when the stream ends without it. */
  async expect(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      if (this.#over) throw new Error(`the stream ended without ${JSON.stringify(text)}: ${this.text.slice(-500)}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** All that came until the end. */
  async all(): Promise<string> {
    await this.ended;
    return this.text;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** stdout and stderr of a multiplexed stream. */
export function demultiplex(data: Buffer): { stdout: string; stderr: string } {
  const parts: Record<number, Buffer[]> = { 1: [], 2: [] };
  for (let at = 0; at < data.length; ) {
    const length = data.readUInt32BE(at + 4);
    parts[data[at]!]?.push(data.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return { stdout: Buffer.concat(parts[1]!).toString(), stderr: Buffer.concat(parts[2]!).toString() };
}
