import type { Op } from "#base/op.ts";
import { throwIfEnded } from "#base/op.ts";
import type { Durability, RecordChange, RecordKind, RecordStore, StoredRecord } from "./contract.ts";
import { recordConflict, storeUnavailable } from "./errors.ts";

interface Row {
  readonly version: number;
  readonly json: string;
}

/** A RecordStore in memory, for tests: keeps the changes of every commit, and fails the next one when told to. */
export class MemoryRecordStore implements RecordStore {
  readonly commits: Array<{ readonly changes: readonly RecordChange[]; readonly durability: Durability }> = [];
  /** Thrown by the next commit, which then changes nothing. */
  failNext: Error | undefined;
  #rows = new Map<string, Row>();
  #closed = false;

  async list<T>(op: Op, kind: RecordKind): Promise<StoredRecord<T>[]> {
    this.#check(op);
    const prefix = `${kind}\0`;
    return [...this.#rows]
      .filter(([id]) => id.startsWith(prefix))
      .map(([id, row]) => ({
        key: id.slice(prefix.length),
        version: row.version,
        scope: "local" as const,
        value: JSON.parse(row.json) as T,
      }))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async commit(op: Op, changes: readonly RecordChange[], durability: Durability): Promise<void> {
    this.#check(op);
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure !== undefined) throw failure;
    const next = new Map(this.#rows);
    for (const change of changes) apply(next, change);
    this.#rows = next;
    this.commits.push({ changes, durability });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
  }

  #check(op: Op): void {
    throwIfEnded(op);
    if (this.#closed) throw storeUnavailable();
  }
}

function apply(rows: Map<string, Row>, change: RecordChange): void {
  const kind = "put" in change ? change.put : change.delete;
  const id = `${kind}\0${change.key}`;
  const found = rows.get(id)?.version ?? 0;
  if (change.expectVersion !== undefined && change.expectVersion !== found)
    throw recordConflict(kind, change.key, { expected: change.expectVersion, found });
  if ("put" in change) rows.set(id, { version: found + 1, json: JSON.stringify(change.value) });
  else rows.delete(id);
}
