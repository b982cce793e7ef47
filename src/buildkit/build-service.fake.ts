import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type {
  BuildJob,
  BuildService,
  CacheRecord,
  ExportRequest,
  FrontendResult,
  HistoryRecord,
  JobOptions,
} from "#core/build/contract.ts";
import type { Input } from "#core/build/graph.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import type { TreeFile } from "#formats/build/tree-file.ts";
import type { BuildkitBackend } from "./backend.ts";

/** What a test does with the fake builder, and sees of it. */
export interface FakeBuilds {
  readonly backend: BuildkitBackend;
  readonly opened: JobOptions[];
  readonly requests: FrontendRequest[];
  readonly exports: ExportRequest[];
  /** What clients had built of graphs of their own. */
  readonly trees: Input[];
  /** Files that builds have read of their contexts. */
  readonly received: Map<string, string>;
  /** Jobs that were closed. */
  readonly closed: string[];
  /** Resolves when a build has read its context. */
  readonly started: Promise<void>;
  /** Resolves when a build that waits for its end has been called off. */
  readonly calledOff: Promise<void>;
}

/** What a fake build does by the words of its Dockerfile, after it has read it and its context. */
export type FakeStep = (op: Op, job: JobOptions, dockerfile: string) => Promise<void>;

export const fakeDigest = `sha256:${"1".repeat(64)}` as Digest;
const platform = { os: "linux", architecture: "amd64" };

/** A builder that reads Dockerfile and context of each build, and whose results are all one tree, `tree-1`. */
export function fakeBuilds(step: FakeStep = async () => {}): FakeBuilds {
  const calledOff = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const announced: FakeStep = (...facts) => {
    started.resolve();
    return step(...facts);
  };
  const seen = {
    opened: [] as JobOptions[],
    requests: [] as FrontendRequest[],
    exports: [] as ExportRequest[],
    trees: [] as Input[],
    received: new Map<string, string>(),
    closed: [] as string[],
  };
  const open = (op: Op, options: JobOptions): BuildJob => {
    seen.opened.push(options);
    op.signal.addEventListener("abort", () => calledOff.resolve());
    return {
      id: options.id,
      async solve(solving, request) {
        seen.requests.push(request);
        return await fakeSolve(solving, { options, request, received: seen.received, step: announced });
      },
      async export(exporting, _, request) {
        seen.exports.push(request);
        return await fakeExport(exporting, options, request);
      },
      async readFile(_, reference, file) {
        if (file.path !== "hello") throw new EngineError("not-found", `open ${file.path}: no such file or directory`);
        return Buffer.from(`hello of ${reference}`).subarray(file.offset, file.offset + file.limitBytes);
      },
      async solveTree(_, tree) {
        seen.trees.push(tree);
        return "tree-2";
      },
      async statFile(_, reference, path) {
        return { ...facts, path, mode: 0o100644, sizeBytes: reference.length, xattrs: {} };
      },
      async readFolder(_, __, { path, includePattern = "" }) {
        return [{ ...facts, path: `${path} ${includePattern}`, mode: 0o40755, sizeBytes: 0, xattrs: {} }];
      },
      resolveImage: async (_, { reference }) => ({ reference, digest: fakeDigest, config: { ...platform } }),
      async [Symbol.asyncDispose]() {
        seen.closed.push(options.id);
      },
    };
  };
  const backend = { builds: fakeService(open), trees: fakeTrees, worker: fakeWorker };
  return { ...seen, backend, started: started.promise, calledOff: calledOff.promise };
}

const fakeWorker: BuildkitBackend["worker"] = {
  ...{ id: "worker", version: "v0.25.1", labels: { host: "box" } },
  platform,
  platforms: [platform],
  devices: async () => [{ name: "vendor.com/class=one", isAutoAllowed: true, annotations: { a: "b" } }],
  gcPolicies: async () => [
    {
      ...{ all: false, keepDurationMs: 60_000, reservedSpaceBytes: 0, maxUsedSpaceBytes: 5, minFreeSpaceBytes: 0 },
      filters: new Map([["type", new Set(["source.local", "regular"])]]),
    },
  ],
};

interface Solving {
  readonly options: JobOptions;
  readonly request: FrontendRequest;
  readonly received: Map<string, string>;
  readonly step: FakeStep;
}

async function fakeSolve(op: Op, { options, request, received, step }: Solving): Promise<FrontendResult> {
  const { progress } = options;
  const vertex = { digest: fakeDigest, inputs: [], name: "[internal] load build context", cached: false };
  progress.vertex({ ...vertex, startedAt: 1_700_000_000_000 });
  if (!("path" in request.dockerfile)) throw new RangeError("the fake reads a Dockerfile from a path");
  await readAll(op, options, { place: request.dockerfile.context, paths: [request.dockerfile.path], received });
  await readAll(op, options, { place: request.context, paths: [], received });
  progress.vertex({ ...vertex, startedAt: 1_700_000_000_000, completedAt: 1_700_000_001_000 });
  await step(op, options, received.get(request.dockerfile.path) ?? "");
  if (request.ask !== "build") return { images: [], index: false, answer: { "result.txt": `asked ${request.ask}\n` } };
  const image = {
    key: "linux/amd64",
    platform,
    reference: "tree-1",
    config: { ...platform },
    materials: [],
    scanned: [],
    base: { reference: undefined, historyLength: 0 },
  };
  return { images: [image], index: false };
}

interface Reading {
  readonly place: FrontendRequest["context"];
  /** Empty: all. */
  readonly paths: readonly string[];
  readonly received: Map<string, string>;
}

async function readAll(op: Op, { session }: JobOptions, { place, paths, received }: Reading): Promise<void> {
  if (place.from === "url") {
    received.set(place.url, await textOf(await session.upload(op, place.url)));
    return;
  }
  if (place.from === "input") return;
  const selection = { includePatterns: [], excludePatterns: ["*.ignored"], followPaths: paths };
  const found = await session.localFiles(op, place.name, selection);
  if (found.at === "folder") throw new RangeError("the fake has no folders");
  await using files = found.files;
  const listed: TreeFile[] = [];
  for await (const facts of files.list(op)) listed.push(facts);
  const regular = listed.filter(({ mode }) => (mode & 0o170000) === 0o100000);
  await Promise.all(regular.map(async ({ path }) => received.set(path, await textOf(files.read(op, path)))));
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  return await new Response(
    new ReadableStream({ type: "bytes", start: (controller) => pump(content, controller) }),
  ).text();
}

async function pump(content: AsyncIterable<Uint8Array>, controller: ReadableByteStreamController): Promise<void> {
  for await (const chunk of content) if (chunk.length > 0) controller.enqueue(Uint8Array.from(chunk));
  controller.close();
}

async function fakeExport(
  op: Op,
  { session }: JobOptions,
  { exports }: ExportRequest,
): Promise<Record<string, string>> {
  for (const [number, { type, attributes }] of exports.entries()) {
    if (type === "local") await session.receiveTree(op, number, { root: 7 });
    else if (type === "tar" || type === "oci" || type === "docker")
      await session.receiveFile(op, number, oneChunk(`${type} of ${attributes["name"] ?? "nothing"}`));
  }
  return { "containerimage.digest": fakeDigest };
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const facts = { uid: 0, gid: 0, mtimeNs: 1_700_000_000_000_000_000n, linkName: "", deviceMajor: 0, deviceMinor: 0 };

/** A tree with a file in a folder, whatever its descriptor. */
const fakeTrees: BuildkitBackend["trees"] = {
  *list() {
    yield { ...facts, path: "folder", mode: 0o40755, sizeBytes: 0, xattrs: {} };
    yield { ...facts, path: "folder/hello", mode: 0o100644, sizeBytes: 5, xattrs: {} };
  },
  async *read(_, path) {
    if (path === "folder/hello") yield Buffer.from("hello");
  },
};

export const fakeRecord: CacheRecord = {
  ...{ id: "record", parents: [], type: "regular", description: "RUN make", sizeBytes: 12, usageCount: 1 },
  ...{ createdAt: 1_700_000_000_000, lastUsedAt: undefined, inUse: false, shared: false, mutable: false },
};

/** What the record's attachment is. */
export const fakeStatement = "made of nothing";

export const fakeHistory: HistoryRecord = {
  ...{ id: "earlier", createdAt: 1_700_000_000_000, completedAt: 1_700_000_001_000, error: undefined },
  ...{ request: { filename: "Dockerfile" }, steps: { total: 2, completed: 2, cached: 1, warnings: 0 }, result: {} },
  attachments: [
    {
      ...{ of: "statement", platform: undefined },
      descriptor: { mediaType: "application/vnd.in-toto+json", digest: fakeDigest, size: fakeStatement.length },
    },
  ],
};

function fakeService(open: BuildService["open"]): BuildService {
  return {
    open,
    cancel() {},
    diskUsage: () => [fakeRecord],
    prune: async () => [fakeRecord],
    rehearsePrune: async () => [fakeRecord],
    history: () => [fakeHistory],
    forgetHistory: async () => {},
    async *followHistory() {
      yield { what: "started", record: { ...fakeHistory, id: "later", completedAt: undefined } };
      yield { what: "completed", record: { ...fakeHistory, id: "later" } };
      yield { what: "deleted", record: fakeHistory };
    },
    pinHistory: async () => {},
    async attachment(_, digest) {
      if (digest === fakeDigest) return Buffer.from(fakeStatement);
      throw new EngineError("not-found", `content ${digest}: not found`);
    },
    async replay(_, id) {
      throw new EngineError("not-found", `no such job ${id}`);
    },
  };
}
