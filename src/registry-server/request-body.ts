/** Where the bytes of a request come from. */
export interface BodySource {
  readonly stream: ReadableStream<Uint8Array> | null;
  readonly headers: Headers;
  /** Called before each wait for more. */
  readonly waiting: () => void;
}

/** The body of a request, a piece at a time: what is not asked for waits at the client. */
export class RequestBody implements AsyncIterable<Uint8Array> {
  readonly #source: BodySource;
  #reader: { cancel(): Promise<void> } | undefined;

  constructor(source: BodySource) {
    this.#source = source;
  }

  /** What `Content-Length` says; undefined for a chunked body. 0 when there is none. */
  get declaredBytes(): number | undefined {
    const { headers } = this.#source;
    const declared = headers.get("Content-Length");
    if (declared !== null) return Number(declared);
    return headers.has("Transfer-Encoding") ? undefined : 0;
  }

  /** Ends a wait for more, as if the body ended there. */
  stop(): void {
    void this.#reader?.cancel().catch(() => {});
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const reader = this.#source.stream?.getReader();
    if (reader === undefined) return;
    this.#reader = reader;
    try {
      for (;;) {
        this.#source.waiting();
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      this.#reader = undefined;
      reader.releaseLock();
    }
  }

  /** All of it, where that is not more than `limitBytes`; undefined otherwise. */
  async whole(limitBytes: number): Promise<Buffer | undefined> {
    if ((this.declaredBytes ?? 0) > limitBytes) return undefined;
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of this) {
      size += piece.length;
      if (size > limitBytes) return undefined;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }
}
