import { availableParallelism } from "node:os";
import { EngineError } from "#base/errors.ts";
import { type Op, orEnd, throwIfEnded } from "#base/op.ts";
import type {
  ArchiveSource,
  ExtractTarget,
  Fd,
  FileWorker,
  LayerStream,
  LayerTrees,
  OverlayTrees,
  PathFacts,
  SeekableFacts,
  SeekableLayer,
  TreeChange,
} from "#core/files/contract.ts";
import { WorkerMember } from "../worker-member.ts";
import type { FileJob, FileRequest, FileResult, LayerFacts, Place } from "./protocol.ts";

const maxWorkers = Math.min(4, Math.max(2, availableParallelism()));
/** An idle Worker keeps its memory; a warm one saves its start. */
const idleMs = 15_000;

type Member = WorkerMember<FileRequest, FileResult>;

/** A turn to a Worker and back costs the same for a small piece. */
const pieceBytes = 512 * 1024;

/** The same bytes in pieces that are the receiver's own, none small but the last. */
async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let piece = new Uint8Array(pieceBytes);
  let fill = 0;
  for await (const chunk of content) {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(pieceBytes - fill, chunk.length - at);
      piece.set(chunk.subarray(at, at + count), fill);
      at += count;
      fill += count;
      if (fill < pieceBytes) continue;
      yield piece;
      piece = new Uint8Array(pieceBytes);
      fill = 0;
    }
  }
  if (fill > 0) yield piece.slice(0, fill);
}

/** An open session, as its caller has it. */
interface OpenSession {
  readonly opened: FileResult;
  take(): Promise<Uint8Array | undefined>;
  give(bytes: Uint8Array): Promise<void>;
  finish(): Promise<FileResult>;
}

/**
 * Workers that archive and unpack, started as needed. One does many sessions by turns, a chunk each, so that a client that
 * does not read holds up nobody; a new session goes to the Worker that has the fewest.
 */
export class FileWorkers implements FileWorker, AsyncDisposable {
  readonly #members = new Set<Member>();
  readonly #timers = new Map<Member, ReturnType<typeof setTimeout>>();
  #lastSession = 0;
  #closed = false;

  async stat(op: Op, root: Fd, path: string): Promise<PathFacts> {
    return await this.#session(op, { kind: "stat", root, path }, async ({ opened }) => opened as PathFacts);
  }

  async changes(op: Op, overlay: OverlayTrees): Promise<TreeChange[]> {
    return await this.#session(op, { kind: "changes", ...overlay }, async ({ opened }) => opened as TreeChange[]);
  }

  async *archive(op: Op, { root, path, name }: ArchiveSource): AsyncGenerator<Uint8Array, void, undefined> {
    const session = await this.#open(op, { kind: "archive", root, path, name });
    try {
      for (let chunk = await session.take(); chunk !== undefined; chunk = await session.take()) yield chunk;
    } finally {
      await session.close();
    }
  }

  layer(op: Op, overlay: LayerTrees): LayerStream {
    let facts: LayerFacts | undefined;
    const content = this.#taken<LayerFacts>(op, { kind: "layer", ...overlay }, (known) => {
      facts = known;
    });
    return { content, diffId: () => facts?.diffId };
  }

  /** The chunks of a session, and what it says once all are taken. */
  async *#taken<Facts>(op: Op, job: FileJob, end: (facts: Facts) => void): AsyncGenerator<Uint8Array, void, undefined> {
    const session = await this.#open(op, job);
    try {
      for (let chunk = await session.take(); chunk !== undefined; chunk = await session.take()) yield chunk;
      end((await session.finish()) as Facts);
    } finally {
      await session.close();
    }
  }

  seekable(op: Op, path: string): SeekableLayer {
    let known: SeekableFacts | undefined;
    const content = this.#taken<SeekableFacts>(op, { kind: "seekable", path }, (facts) => {
      known = facts;
    });
    return {
      content,
      facts() {
        if (known === undefined) throw new TypeError("a layer that has not been read to its end");
        return known;
      },
    };
  }

  async extract(op: Op, { allow, ...target }: ExtractTarget, content: AsyncIterable<Uint8Array>): Promise<void> {
    await this.#session(op, { kind: "extract", ...target }, async ({ opened, give, finish }) => {
      allow(opened as Place);
      let given = Promise.resolve();
      for await (const bytes of inPieces(content)) {
        await given;
        given = give(bytes);
        // Its failure is met at the next turn, or at the end.
        given.catch(() => {});
      }
      await given;
      await finish();
    });
  }

  async #session<T>(op: Op, job: FileJob, use: (session: OpenSession) => Promise<T>): Promise<T> {
    const session = await this.#open(op, job);
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  }

  /** A step that is waited for no more still ends before the session does: descriptors are its own until then. */
  async #open(op: Op, job: FileJob): Promise<OpenSession & { close(): Promise<void> }> {
    throwIfEnded(op);
    const member = this.#choose();
    const session = ++this.#lastSession;
    let running: Promise<FileResult> = Promise.resolve(undefined);
    const step = (
      request: { do: "take" | "finish" } | { do: "give"; bytes: Uint8Array } | { do: "open"; job: FileJob },
    ) => {
      const given = request.do === "give" ? [request.bytes.buffer as ArrayBuffer] : [];
      running = member.ask({ session, ...request }, given);
      return orEnd(op, running);
    };
    const close = async () => {
      await running.catch(() => {});
      await member.ask({ session, do: "close" }).catch(() => {});
      this.#release(member);
    };
    try {
      const opened = await step({ do: "open", job });
      return {
        opened,
        take: async () => (await step({ do: "take" })) as Uint8Array | undefined,
        give: async (bytes) => void (await step({ do: "give", bytes })),
        finish: () => step({ do: "finish" }),
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  }

  #choose(): Member {
    if (this.#closed) throw new EngineError("unavailable", "shutting down");
    const [fewest] = [...this.#members].sort((a, b) => a.sessions - b.sessions);
    const full = this.#members.size >= maxWorkers;
    const member = fewest !== undefined && (fewest.sessions === 0 || full) ? fewest : this.#start();
    member.sessions++;
    clearTimeout(this.#timers.get(member));
    return member;
  }

  #start(): Member {
    const member: Member = new WorkerMember("drivers/files/worker/files.worker", () => this.#members.delete(member));
    this.#members.add(member);
    return member;
  }

  #release(member: Member): void {
    member.sessions--;
    if (member.sessions > 0) return;
    const timer = setTimeout(() => member.end("it was idle"), idleMs);
    timer.unref();
    this.#timers.set(member, timer);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const member of [...this.#members]) member.end("shutting down");
  }
}
