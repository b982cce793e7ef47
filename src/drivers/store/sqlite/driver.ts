import { type Op, orEnd, throwIfEnded } from "#base/op.ts";
import type { Durability, RecordChange, RecordKind, RecordStore, StoredRecord } from "#core/store/contract.ts";
import { storeUnavailable } from "#core/store/errors.ts";
import { startWorker } from "#sys/worker.ts";
import { decodeError, type EncodedChange, type RecordRow, type StoreReply, type StoreRequest } from "./protocol.ts";

type Request = StoreRequest extends infer R ? (R extends { id: number } ? Omit<R, "id"> : never) : never;

interface Pending {
  readonly resolve: (rows: readonly RecordRow[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens (or makes) the record store at `path`.
 * @throws data-loss when the database is damaged; system when a newer version wrote it, or it cannot be opened
 */
export async function openSqliteStore(op: Op, path: string): Promise<RecordStore> {
  throwIfEnded(op);
  const store = new SqliteRecordStore(op, startWorker("drivers/store/sqlite/store.worker"));
  try {
    await orEnd(op, store.open(path));
    return store;
  } catch (error) {
    store.end(error);
    throw error;
  }
}

/**
 * A RecordStore whose database lives in a Worker. A commit is encoded in the call and sent in the same tick, so commits
 * take effect in the order of the calls. Once sent it is awaited to its end whatever becomes of the op: a caller
 * always knows whether its records were kept.
 */
class SqliteRecordStore implements RecordStore {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #ended: Error | undefined;

  constructor(op: Op, worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<StoreReply>) => this.#settle(op, data);
    worker.onerror = (event) => this.end(new Error(event.message));
    worker.addEventListener("close", () => this.end(new Error("the store Worker has ended")));
  }

  async open(path: string): Promise<void> {
    await this.#ask({ call: "open", path });
  }

  async list<T>(op: Op, kind: RecordKind): Promise<StoredRecord<T>[]> {
    const rows = await orEnd(op, this.#ask({ call: "list", kind }));
    return rows.map(({ key, version, scope, value }) => ({ key, version, scope, value: JSON.parse(value) as T }));
  }

  async commit(op: Op, changes: readonly RecordChange[], durability: Durability): Promise<void> {
    throwIfEnded(op);
    await this.#ask({ call: "commit", changes: changes.map(encode), durability });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended !== undefined) return;
    const closed = this.#ask({ call: "close" });
    this.#ended = storeUnavailable();
    try {
      await closed;
    } finally {
      this.#worker.terminate();
    }
  }

  /** Rejects all that wait, and every later call. */
  end(cause: unknown): void {
    this.#ended ??= storeUnavailable(cause);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
    this.#worker.terminate();
  }

  #ask(request: Request): Promise<readonly RecordRow[]> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id });
    });
  }

  #settle(op: Op, reply: StoreReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (!("failure" in reply)) pending?.resolve(reply.rows ?? []);
    else if (pending !== undefined) pending.reject(decodeError(reply.failure));
    else op.log.warn(`checkpoint failed: ${reply.failure.message}`);
  }
}

function encode(change: RecordChange): EncodedChange {
  if (!("put" in change)) return change;
  const { value, ...rest } = change;
  return { ...rest, json: JSON.stringify(value) };
}
