import { create } from "@bufbuild/protobuf";
import { EngineError } from "#base/errors.ts";
import { type Op, orEnd } from "#base/op.ts";
import type { RemoteFiles } from "#core/build/session.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { clientError } from "../errors/from-client.ts";
import { type Packet, PacketSchema, Packet_PacketType as PacketType } from "../gen/fsutil.gen.ts";
import { Pipe } from "../transport/pipe.ts";
import { ListedTree } from "./listed-tree.ts";

/** Sends `requests` to the client and gives its answers; ends when `signal` aborts. */
export type DiffCopy = (requests: AsyncIterable<Packet>, signal: AbortSignal) => AsyncIterable<Packet>;

const endMs = 5_000;

/**
 * A client's files, by the protocol of fsutil: it lists all, sends those that are asked for in pieces, several by turns, and ends
 * when we say that we have what we want.
 * @see tonistiigi/fsutil send.go, receive.go
 */
export class ClientFiles implements RemoteFiles {
  readonly #requests = new Pipe<Packet>();
  readonly #listing = new Pipe<TreeFile>();
  readonly #tree = new ListedTree();
  readonly #reads = new Map<number, Pipe<Uint8Array>>();
  readonly #closing = new AbortController();
  readonly #received: Promise<void>;
  #isListed = false;
  #failure: EngineError | undefined;

  constructor(copy: DiffCopy) {
    this.#received = this.#receive(copy(this.#requests, this.#closing.signal)).catch((error: unknown) =>
      this.#fail(clientError("transfer of files", error)),
    );
  }

  async *list(op: Op): AsyncGenerator<TreeFile> {
    yield* this.#follow(op, this.#listing);
  }

  async *read(op: Op, path: string): AsyncGenerator<Uint8Array> {
    const number = this.#tree.numberOf(path);
    if (this.#reads.has(number)) throw new RangeError(`${path} is being read`);
    const content = new Pipe<Uint8Array>();
    this.#reads.set(number, content);
    if (this.#failure !== undefined) content.end();
    try {
      void this.#requests.write(packet({ type: PacketType.PACKET_REQ, ID: number }));
      yield* this.#follow(op, content);
    } finally {
      content.discard();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.#closing.abort(), endMs).unref();
    for (const content of this.#reads.values()) content.discard();
    this.#listing.discard();
    void this.#requests.write(packet({ type: PacketType.PACKET_FIN }));
    if (!this.#isListed) this.#closing.abort();
    await this.#received;
    clearTimeout(timer);
    this.#closing.abort();
  }

  /** What comes through `pipe` until it ends well. */
  async *#follow<T>(op: Op, pipe: Pipe<T>): AsyncGenerator<T> {
    const values = pipe[Symbol.asyncIterator]();
    try {
      while (true) {
        const { done, value } = await orEnd(op, values.next());
        if (this.#failure !== undefined) throw this.#failure;
        if (done === true) return;
        yield value;
      }
    } finally {
      pipe.discard();
      values.return(undefined).catch(() => {});
    }
  }

  async #receive(packets: AsyncIterable<Packet>): Promise<void> {
    for await (const answer of packets) {
      if (answer.type === PacketType.PACKET_FIN) this.#requests.end();
      else await this.#take(answer);
    }
    if (!this.#isListed) throw new EngineError("unavailable", "the client ended early");
    this.#requests.end();
    if (this.#reads.size > 0) this.#fail(new EngineError("unavailable", "transfer of files: the client ended early"));
  }

  async #take({ type, stat, ID: number, data }: Packet): Promise<void> {
    switch (type) {
      case PacketType.PACKET_STAT:
        return this.#takeStat(stat);
      case PacketType.PACKET_DATA: {
        const content = this.#reads.get(number);
        if (content === undefined) throw new EngineError("invalid-argument", `no file ${number} was asked for`);
        if (data.length > 0) return content.write(data);
        this.#reads.delete(number);
        return content.end();
      }
      case PacketType.PACKET_ERR:
        throw new EngineError("unknown", new TextDecoder().decode(data));
      default:
        throw new EngineError("invalid-argument", `unexpected packet ${type}`);
    }
  }

  #takeStat(stat: Packet["stat"]): Promise<void> | undefined {
    if (this.#isListed) throw new EngineError("invalid-argument", "a file was listed after the end of the list");
    if (stat !== undefined) return this.#listing.write(this.#tree.add(stat));
    this.#isListed = true;
    this.#listing.end();
    return undefined;
  }

  #fail(error: EngineError): void {
    this.#failure ??= error;
    this.#closing.abort();
    this.#listing.discard();
    this.#requests.discard();
    for (const content of this.#reads.values()) content.discard();
  }
}

export function packet(fields: Partial<Omit<Packet, "$typeName" | "$unknown">>): Packet {
  return create(PacketSchema, fields);
}
