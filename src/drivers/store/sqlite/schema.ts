import { Database } from "bun:sqlite";
import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { schemaTooNew, storeDamaged } from "#core/store/errors.ts";

/** Step N brings a database of schema version N to N+1. Steps are never changed once released. */
export const migrations: ReadonlyArray<(database: Database) => void> = [createRecords];

/**
 * Opens the database at `path`, made when missing (file 0600, folder 0710), and brings its schema up to date; an older
 * one is copied to `<path>.v<version>` first.
 * @throws system when its schema is newer than `steps`, data-loss when it is damaged
 */
export function openDatabase(path: string, steps = migrations): Database {
  mkdirSync(dirname(path), { recursive: true, mode: 0o710 });
  createPrivateFile(path);
  const database = new Database(path, { readwrite: true, create: false, strict: true });
  try {
    configure(database);
    checkIntegrity(database, path);
    migrate(database, path, steps);
    syncFolder(dirname(path));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite gives the files beside the database (`-wal`) the same mode. */
function createPrivateFile(path: string): void {
  const fd = openSync(path, "a", 0o600);
  fchmodSync(fd, 0o600);
  closeSync(fd);
}

/**
 * `EXCLUSIVE` keeps every other process out and needs no shared memory file. Checkpoints are made when idle, not by
 * the commit that happens to fill the log.
 * @see https://www.sqlite.org/wal.html
 */
function configure(database: Database): void {
  database.run("PRAGMA locking_mode = EXCLUSIVE");
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA wal_autocheckpoint = 0");
}

function checkIntegrity(database: Database, path: string): void {
  const result = database.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
  if (result !== "ok") throw storeDamaged(path, result ?? "no answer to quick_check");
}

function migrate(database: Database, path: string, steps: typeof migrations): void {
  const found = schemaVersion(database);
  if (found > steps.length) throw schemaTooNew(path, { found, supported: steps.length });
  if (found === steps.length) return;
  if (found > 0) backUp(database, `${path}.v${found}`);
  database.transaction(() => {
    for (const step of steps.slice(found)) step(database);
    database.run(`PRAGMA user_version = ${steps.length}`);
  })();
}

export function schemaVersion(database: Database): number {
  return database.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
}

function backUp(database: Database, copy: string): void {
  rmSync(copy, { force: true });
  createPrivateFile(copy);
  database.run("VACUUM INTO ?", [copy]);
  const fd = openSync(copy, "r");
  fsyncSync(fd);
  closeSync(fd);
  syncFolder(dirname(copy));
}

function syncFolder(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function createRecords(database: Database): void {
  database.run(`CREATE TABLE records (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    scope TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT`);
}
