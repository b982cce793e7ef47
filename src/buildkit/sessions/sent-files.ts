import { EngineError } from "#base/errors.ts";
import type { SentTree } from "#core/build/session.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import type { TreeReader } from "../backend.ts";
import { type Packet, Packet_PacketType as PacketType, type Stat } from "../gen/fsutil.gen.ts";
import { packet } from "./remote-files.ts";
import { sentStat } from "./sent-stat.ts";

/** Asked for and not yet sent; an honest client asks for each file once. */
const maxWaiting = 1_000_000;

/** A tree of ours, sent by the protocol of fsutil: all are listed, and those sent that the other side asks for. */
export class SentFiles {
  readonly #tree: SentTree;
  readonly #reader: TreeReader;
  readonly #paths: string[] = [];
  readonly #asked: number[] = [];
  #isFinished = false;
  #wake = (): void => {};
  /** Why the other side, or the reading of a file, ended it. */
  failure: EngineError | undefined;

  constructor(tree: SentTree, reader: TreeReader) {
    this.#tree = tree;
    this.#reader = reader;
  }

  /** What the other side says. @throws EngineError */
  take({ type, ID: number, data }: Packet): void {
    if (type === PacketType.PACKET_REQ && this.#asked.length < maxWaiting) this.#asked.push(number);
    else if (type === PacketType.PACKET_FIN) this.#isFinished = true;
    else this.failure = new EngineError("unknown", failureText(type, data));
    this.#wake();
    if (this.failure !== undefined) throw this.failure;
  }

  /** Nothing more is asked for. */
  end(): void {
    this.#isFinished = true;
    this.#wake();
  }

  async *packets(): AsyncGenerator<Packet> {
    for (const facts of this.#reader.list(this.#tree.root)) {
      this.#paths.push(facts.path);
      yield packet({ type: PacketType.PACKET_STAT, stat: this.#statOf(facts) });
    }
    yield packet({ type: PacketType.PACKET_STAT });
    while (!this.#isFinished || this.#asked.length > 0) {
      const number = this.#asked.shift();
      if (number !== undefined) yield* this.#content(number);
      else await this.#change();
    }
    yield packet({ type: PacketType.PACKET_FIN });
  }

  async *#content(number: number): AsyncGenerator<Packet> {
    const path = this.#paths[number];
    if (path === undefined) throw new EngineError("invalid-argument", `no file ${number} was listed`);
    for await (const data of this.#reader.read(this.#tree.root, path))
      if (data.length > 0) yield packet({ type: PacketType.PACKET_DATA, ID: number, data });
    yield packet({ type: PacketType.PACKET_DATA, ID: number });
  }

  #statOf(facts: TreeFile): Stat {
    const { sourceDateEpoch } = this.#tree;
    return sentStat(
      sourceDateEpoch === undefined ? facts : { ...facts, mtimeNs: BigInt(sourceDateEpoch) * 1_000_000_000n },
    );
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

function failureText(type: PacketType, data: Uint8Array): string {
  return type === PacketType.PACKET_ERR ? new TextDecoder().decode(data) : `unexpected packet ${type}`;
}
