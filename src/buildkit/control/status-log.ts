import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { type Op, orEnd } from "#base/op.ts";
import type { SourceLocation } from "#core/build/graph.ts";
import type { BuildProgress, BuildWarning, TaskState, VertexLog, VertexState } from "#core/build/progress.ts";
import { type StatusResponse, StatusResponseSchema } from "../gen/control.gen.ts";
import type { RangeSchema, SourceInfoSchema } from "../gen/ops.gen.ts";

type Entry = Pick<MessageInitShape<typeof StatusResponseSchema>, "vertexes" | "statuses" | "logs" | "warnings">;

/** What a build told that nobody may have read yet, at most; of more, the oldest is dropped. */
const maxHeldBytes = 32 * 1024 * 1024;
const maxHeldEntries = 200_000;
/** Of one message. */
const maxMessageBytes = 1024 * 1024;
const maxMessageEntries = 500;

/** What a build tells, from its beginning, to any number of readers, who may come late. */
export class StatusLog implements BuildProgress {
  readonly #entries: Array<{ readonly entry: Entry; readonly bytes: number }> = [];
  #heldBytes = 0;
  /** Entries that are not held any more: the number of the first that is. */
  #dropped = 0;
  #hasEnded = false;
  readonly #readers = new Set<() => void>();

  vertex(state: VertexState): void {
    const { digest, inputs, name, cached, startedAt, completedAt, error = "" } = state;
    const vertex = { digest, inputs: [...inputs], name, cached, error, ...times(startedAt, completedAt) };
    this.#add({ vertexes: [vertex] });
  }

  task({ vertex, id, current, total, startedAt, completedAt }: TaskState): void {
    const timestamp = timestampFromMs(Date.now());
    const numbers = { current: BigInt(current), total: BigInt(total) };
    this.#add({ statuses: [{ ID: id, vertex, name: "", ...numbers, timestamp, ...times(startedAt, completedAt) }] });
  }

  log({ vertex, stream, data, at }: VertexLog): void {
    const timestamp = timestampFromMs(at);
    this.#add({ logs: [{ vertex, timestamp, stream: stream === "stdout" ? 1n : 2n, msg: data }] }, data.length);
  }

  warning({ vertex, level, short, detail, url = "", location }: BuildWarning): void {
    const texts = { short: Buffer.from(short), detail: detail.map((line) => Buffer.from(line)) };
    const place = location === undefined ? { ranges: [] } : { info: infoOf(location), ranges: rangesOf(location) };
    this.#add({ warnings: [{ vertex, level: BigInt(level), ...texts, url, ...place }] });
  }

  /** Nothing more comes. */
  end(): void {
    this.#hasEnded = true;
    this.#wakeReaders();
  }

  /** All from the beginning to the end, several at a time. */
  async *follow(op: Op): AsyncGenerator<StatusResponse> {
    let next = 0;
    while (true) {
      next = Math.max(next, this.#dropped);
      const [message, after] = this.#message(next);
      next = after;
      if (message !== undefined) yield message;
      else if (this.#hasEnded) return;
      else await orEnd(op, this.#change());
    }
  }

  #add(entry: Entry, bytes = 0): void {
    this.#entries.push({ entry, bytes });
    this.#heldBytes += bytes;
    while (this.#heldBytes > maxHeldBytes || this.#entries.length > maxHeldEntries) {
      this.#heldBytes -= this.#entries.shift()?.bytes ?? 0;
      this.#dropped += 1;
    }
    this.#wakeReaders();
  }

  /** What is there from number `from` on, as one message, and the number after it. */
  #message(from: number): [StatusResponse | undefined, number] {
    let bytes = 0;
    const taken: Entry[] = [];
    for (let at = from - this.#dropped; at < this.#entries.length; at++) {
      const held = this.#entries[at];
      if (held === undefined || bytes > maxMessageBytes || taken.length >= maxMessageEntries) break;
      bytes += held.bytes;
      taken.push(held.entry);
    }
    if (taken.length === 0) return [undefined, from];
    return [create(StatusResponseSchema, merged(taken)), from + taken.length];
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#readers.add(resolve);
    });
  }

  #wakeReaders(): void {
    for (const wake of this.#readers) wake();
    this.#readers.clear();
  }
}

function merged(entries: readonly Entry[]): Entry {
  return {
    vertexes: entries.flatMap(({ vertexes = [] }) => vertexes),
    statuses: entries.flatMap(({ statuses = [] }) => statuses),
    logs: entries.flatMap(({ logs = [] }) => logs),
    warnings: entries.flatMap(({ warnings = [] }) => warnings),
  };
}

function times(startedAt: number | undefined, completedAt: number | undefined) {
  return {
    ...(startedAt === undefined ? {} : { started: timestampFromMs(startedAt) }),
    ...(completedAt === undefined ? {} : { completed: timestampFromMs(completedAt) }),
  };
}

function infoOf({ source }: SourceLocation): MessageInitShape<typeof SourceInfoSchema> {
  return { filename: source.fileName, data: Buffer.from(source.text), language: source.language };
}

function rangesOf({ ranges }: SourceLocation): Array<MessageInitShape<typeof RangeSchema>> {
  return ranges.map(({ start, end }) => ({ start, end }));
}
