import { EngineError, messageOf } from "#base/errors.ts";
import { encodeFrame, type Frame, type FrameKind, FrameReader, frameKinds, largestPayload } from "./frames.ts";

/** What a call says and brings. */
export interface CallRequest {
  readonly name: string;
  readonly [field: string]: unknown;
}

/** One side of a call. */
export interface CallStream {
  readonly incoming: AsyncIterable<Uint8Array>;
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

/** Answers calls of the other side. @returns what the reply says */
export type Answerer = (request: CallRequest, stream: CallStream) => Promise<unknown>;

export interface WireOptions {
  /** Resolves when the other side can take more. */
  readonly send: (bytes: Uint8Array) => Promise<void>;
  readonly answer: Answerer;
  readonly event?: (value: unknown) => void;
}

/** A call under way. */
export interface Call extends CallStream {
  readonly reply: Promise<unknown>;
}

/** Both sides of a build's connection ask each other: many calls at one time, each with bytes in either direction. */
export class Wire {
  readonly #options: WireOptions;
  readonly #reader = new FrameReader();
  readonly #channels = new Map<string, Channel>();
  #next = 1;
  #broken: EngineError | undefined;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** Takes what came. @throws invalid-argument for what is no frame */
  receive(chunk: Uint8Array): void {
    for (const frame of this.#reader.read(chunk)) this.#take(frame);
  }

  /** The connection is gone: all calls fail. */
  close(reason = "the connection of the build has ended"): void {
    if (this.#broken !== undefined) return;
    this.#broken = new EngineError("canceled", reason);
    for (const channel of this.#channels.values()) channel.fail(this.#broken);
    this.#channels.clear();
  }

  event(value: unknown): void {
    this.#send(frameKinds.event, 0, json(value)).catch(() => {});
  }

  call(request: CallRequest): Call {
    const id = this.#next++;
    const channel = this.#open(`own ${id}`);
    const reply = Promise.withResolvers<unknown>();
    channel.onReply = reply;
    reply.promise.catch(() => {});
    this.#send(frameKinds.call, id, json(request)).catch((error: unknown) => channel.fail(error));
    return { ...this.#stream(channel, id), reply: reply.promise };
  }

  /** A call of which only the reply is wanted. */
  async ask(request: CallRequest): Promise<unknown> {
    const call = this.call(request);
    await call.end();
    return await call.reply;
  }

  #open(key: string): Channel {
    const channel = new Channel();
    if (this.#broken === undefined) this.#channels.set(key, channel);
    else channel.fail(this.#broken);
    return channel;
  }

  #stream(channel: Channel, id: number, isForeign = false): CallStream {
    const number = isForeign ? id | foreign : id;
    return {
      incoming: channel.incoming(),
      write: async (chunk) => {
        for (let at = 0; at < chunk.length; at += largestPayload) {
          await this.#send(frameKinds.data, number, chunk.subarray(at, at + largestPayload));
        }
      },
      end: () => this.#send(frameKinds.end, number, nothing),
    };
  }

  async #send(kind: FrameKind, channel: number, payload: Uint8Array): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    await this.#options.send(encodeFrame({ kind, channel: channel >>> 0, payload }));
  }

  #take({ kind, channel, payload }: Frame): void {
    if (kind === frameKinds.event) {
      this.#options.event?.(parsed(payload));
      return;
    }
    if (kind === frameKinds.call) {
      this.#answer(channel, parsed(payload) as CallRequest);
      return;
    }
    // What belongs to a call of the other side has its mark there, and none here.
    const isOwn = (channel & foreign) !== 0 || kind === frameKinds.reply || kind === frameKinds.failure;
    const key = isOwn ? `own ${channel & ~foreign}` : `other ${channel}`;
    const found = this.#channels.get(key);
    if (found === undefined) return;
    if (kind === frameKinds.data) found.data(Uint8Array.from(payload));
    else if (kind === frameKinds.end) found.end();
    else {
      this.#channels.delete(key);
      if (kind === frameKinds.reply) found.onReply?.resolve(parsed(payload));
      else found.fail(failureOf(parsed(payload)));
      found.end();
    }
  }

  #answer(id: number, request: CallRequest): void {
    const key = `other ${id}`;
    const channel = this.#open(key);
    const stream = this.#stream(channel, id, true);
    this.#options
      .answer(request, stream)
      .then(
        (reply) => this.#send(frameKinds.reply, id, json(reply ?? null)),
        (error: unknown) => this.#send(frameKinds.failure, id, json(failureFields(error))),
      )
      .catch(() => {})
      .finally(() => this.#channels.delete(key));
  }
}

/** The mark of a channel that the receiver opened. */
const foreign = 1 << 30;
const nothing = new Uint8Array(0);

class Channel {
  onReply: PromiseWithResolvers<unknown> | undefined;
  readonly #chunks: Uint8Array[] = [];
  #ended = false;
  #failed: unknown;
  #wake = Promise.withResolvers<void>();

  data(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake.resolve();
  }

  end(): void {
    this.#ended = true;
    this.#wake.resolve();
  }

  fail(error: unknown): void {
    this.#failed ??= error;
    this.onReply?.reject(error);
    this.#wake.resolve();
  }

  async *incoming(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (this.#failed !== undefined) throw this.#failed;
      else if (this.#ended) return;
      else {
        await this.#wake.promise;
        this.#wake = Promise.withResolvers<void>();
      }
    }
  }
}

/** An error as the other side is told it; `facts` are those of the error's own fields that clients show. */
export interface FailureFields {
  readonly message: string;
  readonly kind?: string;
  readonly facts?: unknown;
}

function failureFields(error: unknown): FailureFields {
  if (!(error instanceof EngineError)) return { message: messageOf(error) };
  const facts = (error as { readonly wireFacts?: unknown }).wireFacts ?? error.data["wireFacts"];
  return { message: error.message, kind: error.kind, ...(facts === undefined ? {} : { facts }) };
}

function failureOf(value: unknown): EngineError {
  const { message = "", facts } = (value ?? {}) as Partial<FailureFields>;
  return new EngineError("unknown", message, { data: { facts } });
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/** @throws invalid-argument */
function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch (error) {
    throw new EngineError("invalid-argument", `invalid frame of a build: ${messageOf(error)}`);
  }
}
