import { Database } from "bun:sqlite";
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isEngineError } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { recordStoreSuite } from "#core/store/testsuite.ts";
import { openSqliteStore } from "./driver.ts";

const op = backgroundOp();
const root = mkdtempSync(join(tmpdir(), "store-"));
afterAll(() => rmSync(root, { recursive: true }));

const failureOf = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
let count = 0;
const newPath = () => join(root, `${++count}`, "gantry.db");

recordStoreSuite("SQLite", {
  open: () => openSqliteStore(op, newPath()),
  reopen: () => openSqliteStore(op, join(root, `${count}`, "gantry.db")),
});

test("the files are root's alone, and an orderly close leaves one", async () => {
  const path = newPath();
  const store = await openSqliteStore(op, path);
  await store.commit(op, [{ put: "engine", key: "id", value: "x" }], "full");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o710);
  expect(existsSync(`${path}-shm`)).toBe(false);
  await store[Symbol.asyncDispose]();
  expect(existsSync(`${path}-wal`)).toBe(false);
});

test("a damaged database is named", async () => {
  const path = newPath();
  const store = await openSqliteStore(op, path);
  await store.commit(op, [{ put: "engine", key: "id", value: "x".repeat(30_000) }], "full");
  await store[Symbol.asyncDispose]();
  const bytes = readFileSync(path);
  bytes.fill(0xff, 4096, 12_288);
  writeFileSync(path, bytes);
  expect(await failureOf(openSqliteStore(op, path))).toMatchObject({ kind: "data-loss", code: "store.damaged" });
  writeFileSync(path, "this is no database, whatever its name may say".repeat(200));
  const failure = await failureOf(openSqliteStore(op, path));
  expect(isEngineError(failure, "data-loss")).toBe(true);
  expect((failure as Error).message).toBe(`the database ${path} is damaged: file is not a database`);
});

test("a database of a newer version is refused and left as it is", async () => {
  const path = newPath();
  await (await openSqliteStore(op, path))[Symbol.asyncDispose]();
  const database = new Database(path);
  database.run("PRAGMA user_version = 99");
  database.close();
  expect(await failureOf(openSqliteStore(op, path))).toHaveProperty(
    "message",
    expect.stringContaining(
      `the database ${path} has schema version 99, but this version of Gantry supports only up to 1: start the newer version again`,
    ),
  );
});

test("a second open of the same database fails", async () => {
  const path = newPath();
  await using store = await openSqliteStore(op, path);
  expect(await failureOf(openSqliteStore(op, path))).toHaveProperty(
    "message",
    expect.stringContaining("database is locked"),
  );
  await store.list(op, "engine");
});

test("without its Worker the store says that it is not available", async () => {
  const path = newPath();
  const script = `
    import { openSqliteStore } from ${JSON.stringify(join(import.meta.dir, "driver.ts"))};
    const op = { signal: new AbortController().signal, log: { debug() {}, info() {}, warn() {}, error() {} } };
    let worker;
    const Real = globalThis.Worker;
    globalThis.Worker = class extends Real { constructor(url) { super(url); worker = this; } };
    const store = await openSqliteStore(op, ${JSON.stringify(path)});
    worker.terminate();
    const change = { put: "engine", key: "id", value: 1 };
    const failures = [store.commit(op, [change], "full"), store.commit(op, [change], "full")];
    for (const failure of await Promise.allSettled(failures)) console.log(failure.reason.kind, failure.reason.message);
    console.log((await store.list(op, "engine").catch((error) => error)).kind);
    await store[Symbol.asyncDispose]();`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe", stderr: "inherit" });
  const line = "unavailable the record store is not available: the store Worker has ended\n";
  expect(await new Response(child.stdout).text()).toBe(`${line}${line}unavailable\n`);
});

test("killed before the commit a record is not there, killed after it it is", async () => {
  for (const [point, there] of [
    ["store.before-commit:2", 1],
    ["store.after-commit:2", 2],
  ] as const) {
    const path = newPath();
    const log = `${path}.passes`;
    const script = `
      import { openSqliteStore } from ${JSON.stringify(join(import.meta.dir, "driver.ts"))};
      const op = { signal: new AbortController().signal, log: { debug() {}, info() {}, warn() {}, error() {} } };
      const store = await openSqliteStore(op, ${JSON.stringify(path)});
      for (const key of ["a", "b", "c"]) await store.commit(op, [{ put: "engine", key, value: 1 }], "normal");`;
    const child = Bun.spawn([process.execPath, "-e", script], {
      env: { ...process.env, GANTRY_KILL_AT: point, GANTRY_COMMIT_POINTS_LOG: log },
      stderr: "inherit",
    });
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
    expect(readFileSync(log, "utf8").split("\n")).toContain(point.slice(0, -2));
    await using store = await openSqliteStore(op, path);
    expect(await store.list(op, "engine")).toHaveLength(there);
  }
});

test("commits of one tick share a sync, and a normal commit makes none", async () => {
  const path = newPath();
  const trace = `${path}.strace`;
  const script = `
    import { openSqliteStore } from ${JSON.stringify(join(import.meta.dir, "driver.ts"))};
    import { statSync } from "node:fs";
    const mark = (name) => statSync("/mark-" + name, { throwIfNoEntry: false });
    const op = { signal: new AbortController().signal, log: { debug() {}, info() {}, warn() {}, error() {} } };
    const store = await openSqliteStore(op, ${JSON.stringify(path)});
    const put = (key) => ({ put: "engine", key, value: 1 });
    await store.commit(op, [put("first")], "full");
    mark("full");
    await Promise.all(Array.from({ length: 32 }, (_, n) => store.commit(op, [put("k" + n)], n === 31 ? "full" : "normal")));
    mark("normal");
    for (let n = 0; n < 20; n++) await store.commit(op, [put("n" + n)], "normal");
    mark("end");
    await store[Symbol.asyncDispose]();`;
  mkdirSync(join(path, ".."));
  const child = Bun.spawn(
    [
      "strace",
      "-f",
      "-qq",
      "-o",
      trace,
      "-e",
      "trace=fsync,fdatasync,statx,stat,newfstatat,statfs",
      process.execPath,
      "-e",
      script,
    ],
    { stderr: "inherit" },
  );
  expect(await child.exited).toBe(0);
  const [, full = "", normal = ""] = readFileSync(trace, "utf8").split(/.*"\/mark-\w+".*/);
  const syncs = (text: string) => text.match(/\b(fsync|fdatasync)\(/g)?.length ?? 0;
  expect(syncs(full)).toBeGreaterThanOrEqual(1);
  expect(syncs(full)).toBeLessThanOrEqual(2);
  expect(syncs(normal)).toBe(0);
}, 30_000);
