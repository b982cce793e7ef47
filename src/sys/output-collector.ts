/** Reads a socket to its end and keeps what came first. */
export class OutputCollector implements Disposable {
  /** Resolves when the other end has closed. Never rejects. */
  readonly ended: Promise<void>;
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #kept = 0;
  #truncated = false;
  #socket: Bun.Socket | undefined;

  private constructor(maxBytes: number, ended: Promise<void>) {
    this.#maxBytes = maxBytes;
    this.ended = ended;
  }

  /** Takes `fd`, a stream socket. More than `maxBytes` is read and dropped. */
  static async open(fd: number, maxBytes: number): Promise<OutputCollector> {
    const ended = Promise.withResolvers<void>();
    const collector = new OutputCollector(maxBytes, ended.promise);
    const end = () => ended.resolve();
    collector.#socket = await Bun.connect({
      fd,
      socket: { data: (_: unknown, piece: Uint8Array) => collector.#add(piece), end, close: end, error: end },
    } as unknown as Bun.UnixSocketOptions<undefined>);
    return collector;
  }

  /** What has come, as text, with `...` behind it when more came than is kept. */
  get text(): string {
    return Buffer.concat(this.#pieces).toString("utf8") + (this.#truncated ? "..." : "");
  }

  [Symbol.dispose](): void {
    this.#socket?.terminate();
  }

  #add(piece: Uint8Array): void {
    const kept = piece.subarray(0, this.#maxBytes - this.#kept);
    if (kept.length > 0) this.#pieces.push(Buffer.from(kept));
    this.#kept += kept.length;
    if (kept.length < piece.length) this.#truncated = true;
  }
}
