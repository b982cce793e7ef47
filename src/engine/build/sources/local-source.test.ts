import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { KeptFolderRequest } from "#core/build/kept-folders.ts";
import type { TaskState } from "#core/build/progress.ts";
import type { SourceContext } from "#core/build/runners.ts";
import type { LocalFiles } from "#core/build/session.ts";
import type { LocalSource } from "#core/build/source-operations.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import { LocalSources } from "./local-source.ts";

const op = backgroundOp();
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gantry-context-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const selection = { includePatterns: [], excludePatterns: ["*.log"], followPaths: [] };
const source: LocalSource = { kind: "local", name: "context", selection, sharedKeyHint: "app" };
const entries = ["a", "b"].map((path) => ({ path, mode: 0o100644, sizeBytes: 1 }) as TreeFile);

function fixture(files: LocalFiles) {
  const seen = {
    requests: [] as KeptFolderRequest[],
    events: [] as string[],
    tasks: [] as Array<Omit<TaskState, "vertex">>,
  };
  const sources = new LocalSources({
    worker: {
      beginSync: async () => ({ wanted: [1], isWhole: false }),
      finishSync: async (_op, _folder, _entries, written) => void seen.events.push(`finish ${written.join()}`),
    },
    folders: {
      async acquire(_op, request) {
        seen.requests.push(request);
        const end = async () => void seen.events.push("released");
        const complete = () => void seen.events.push("complete");
        return { id: "1", path: folder, isNew: true, complete, [Symbol.asyncDispose]: end };
      },
    },
    now: () => 5,
  });
  const session = { localFiles: async () => files };
  const context = { session, task: (state: Omit<TaskState, "vertex">) => void seen.tasks.push(state) };
  return { sources, context: context as unknown as SourceContext, seen };
}

function clientFiles(read: (path: string) => AsyncIterable<Uint8Array>): LocalFiles {
  async function* list() {
    yield* entries;
  }
  return { at: "client", files: { list, read: (_op, path) => read(path), async [Symbol.asyncDispose]() {} } };
}

test("a folder of this machine is read where it is", async () => {
  const { sources, context, seen } = fixture({ at: "folder", path: "/src" });
  const resolved = await sources.resolve(op, source, context);
  expect(resolved).toMatchObject({ key: undefined, tree: { as: "folder", path: "/src", selection } });
  expect(seen.requests).toEqual([]);
});

test("a client's files come into a folder that is kept, and held as long as the source is", async () => {
  async function* read(path: string) {
    yield Buffer.from(`${path}1`);
    yield Buffer.from("2");
  }
  const { sources, context, seen } = fixture(clientFiles(read));
  const resolved = await sources.resolve(op, source, context);
  expect(resolved.tree).toMatchObject({ as: "folder", path: folder, selection: { excludePatterns: [] } });
  expect(readFileSync(join(folder, "b"), "utf8")).toBe("b12");
  expect(seen.events).toEqual(["finish 1", "complete"]);
  expect(seen.requests[0]).toMatchObject({ type: "source.local", sharing: "private" });
  expect(seen.tasks.at(-1)).toEqual({
    id: "transferring context:",
    current: 5,
    total: 0,
    startedAt: 5,
    completedAt: 5,
  });
  await resolved[Symbol.asyncDispose]();
  expect(seen.events.at(-1)).toBe("released");
});

test("where a transfer fails nothing is kept", async () => {
  // biome-ignore lint/correctness/useYield: it fails before the first piece
  async function* read(): AsyncGenerator<Uint8Array> {
    throw new EngineError("unavailable", "gone");
  }
  const { sources, context, seen } = fixture(clientFiles(read));
  const error: unknown = await sources.resolve(op, source, context).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: "gone" });
  expect(seen.events).toEqual(["released"]);
});
