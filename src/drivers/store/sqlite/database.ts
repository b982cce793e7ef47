import type { Database, Statement } from "bun:sqlite";
import { statSync } from "node:fs";
import { commitPoint } from "#base/commit-points.ts";
import { EngineError, isEngineError, messageOf } from "#base/errors.ts";
import type { Durability, RecordKind } from "#core/store/contract.ts";
import { recordConflict, storeDamaged } from "#core/store/errors.ts";
import type { CommitRequest, EncodedChange, RecordRow } from "./protocol.ts";
import { openDatabase } from "./schema.ts";

/** How one commit of a group ended. */
export type CommitOutcome = EngineError | undefined;

/** The one connection to the database, used from the store Worker only: every call blocks its thread. */
export class RecordDatabase {
  readonly #path: string;
  readonly #database: Database;
  readonly #select: Statement<{ version: number }, [string, string]>;
  readonly #upsert: Statement<unknown, [string, string, string]>;
  readonly #delete: Statement<unknown, [string, string]>;
  readonly #list: Statement<RecordRow, [string]>;
  #synchronous: Durability = "full";

  /** @throws data-loss when the file is damaged, system when it is of a newer version or cannot be opened */
  constructor(path: string) {
    this.#path = path;
    this.#database = describeFailures(path, () => openDatabase(path));
    const database = this.#database;
    this.#select = database.query("SELECT version FROM records WHERE kind = ? AND key = ?");
    this.#upsert = database.query(`INSERT INTO records (kind, key, version, scope, value) VALUES (?, ?, 1, 'local', ?)
      ON CONFLICT (kind, key) DO UPDATE SET version = version + 1, value = excluded.value`);
    this.#delete = database.query("DELETE FROM records WHERE kind = ? AND key = ?");
    this.#list = database.query("SELECT key, version, scope, value FROM records WHERE kind = ? ORDER BY key");
  }

  list(kind: RecordKind): RecordRow[] {
    return describeFailures(this.#path, () => this.#list.all(kind));
  }

  /**
   * Applies the commits as one transaction, synced when one of them is `full`. A commit that fails by itself (conflict)
   * is left out.
   * @returns how each ended, in order
   * @throws system when none of them was kept (disk full, I/O error)
   */
  commitGroup(commits: readonly CommitRequest[]): CommitOutcome[] {
    this.#switchSynchronous(commits.some(({ durability }) => durability === "full") ? "full" : "normal");
    return describeFailures(this.#path, () => {
      this.#database.run("BEGIN IMMEDIATE");
      try {
        const outcomes = commits.map((commit) => this.#applyAlone(commit.changes));
        commitPoint("store.before-commit");
        this.#database.run("COMMIT");
        commitPoint("store.after-commit");
        return outcomes;
      } catch (error) {
        if (this.#database.inTransaction) this.#database.run("ROLLBACK");
        throw error;
      }
    });
  }

  /** Moves the write-ahead log into the database file, when it holds at least `minBytes`. */
  checkpoint(minBytes: number): void {
    const size = statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (size < Math.max(minBytes, 1)) return;
    commitPoint("store.before-checkpoint");
    describeFailures(this.#path, () => this.#database.run("PRAGMA wal_checkpoint(TRUNCATE)"));
  }

  /** Leaves one file: the log is moved into it and removed. */
  close(): void {
    for (const statement of [this.#select, this.#upsert, this.#delete, this.#list]) statement.finalize();
    this.#switchSynchronous("full");
    this.#database.close();
  }

  /** Takes effect between transactions only: a commit is synced (`FULL`) or not (`NORMAL`, the WAL is intact anyway). */
  #switchSynchronous(durability: Durability): void {
    if (this.#synchronous === durability) return;
    this.#database.run(`PRAGMA synchronous = ${durability === "full" ? "FULL" : "NORMAL"}`);
    this.#synchronous = durability;
  }

  #applyAlone(changes: readonly EncodedChange[]): CommitOutcome {
    this.#database.run("SAVEPOINT one");
    try {
      for (const change of changes) this.#apply(change);
      this.#database.run("RELEASE one");
      return undefined;
    } catch (error) {
      if (!isEngineError(error, "conflict")) throw error;
      this.#database.run("ROLLBACK TO one");
      this.#database.run("RELEASE one");
      return error;
    }
  }

  #apply(change: EncodedChange): void {
    const kind = "put" in change ? change.put : change.delete;
    if (change.expectVersion !== undefined) {
      const found = this.#select.get(kind, change.key)?.version ?? 0;
      if (found !== change.expectVersion)
        throw recordConflict(kind, change.key, { expected: change.expectVersion, found });
    }
    if ("put" in change) this.#upsert.run(kind, change.key, change.json);
    else this.#delete.run(kind, change.key);
  }
}

function describeFailures<T>(path: string, task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (error instanceof EngineError) throw error;
    const code = (error as { code?: unknown }).code;
    if (typeof code === "string" && /^SQLITE_(CORRUPT|NOTADB)/.test(code)) throw storeDamaged(path, messageOf(error));
    const text = code === "SQLITE_FULL" ? "no space left on device" : messageOf(error);
    throw new EngineError("system", `database ${path}: ${text}`, { code: "store.failed", cause: error });
  }
}
