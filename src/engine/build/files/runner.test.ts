import { expect, test } from "bun:test";
import { openSync } from "node:fs";
import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { BuildError } from "#core/build/errors.ts";
import { type CopyAction, type FileOperation, plainCopyRules } from "#core/build/file-operation.ts";
import type { ApplyJob, BuildFileWorker } from "#core/build/file-worker.ts";
import { type Input, scratch, type Vertex } from "#core/build/graph.ts";
import type { ReadableTree, StepContext } from "#core/build/runners.ts";
import { isOpenFd } from "#sys/fd.ts";
import { BuildFiles } from "./runner.ts";

const op = backgroundOp();
const digest = `sha256:${"1".repeat(64)}` as Digest;
const selection = { includePatterns: [], excludePatterns: [], followPaths: [] };
const folder: ReadableTree = { at: "folder", path: "/context", selection };

function vertexOf(name: string): Vertex {
  return { operation: { kind: "local", name, selection, sharedKeyHint: "" }, meta: { name } };
}

const context = vertexOf("context");
const stage = vertexOf("stage");

function copy(from: Input, more: Partial<CopyAction> = {}): CopyAction {
  return {
    ...plainCopyRules,
    from,
    source: "/a",
    destination: "/x",
    wildcards: true,
    allowEmptyWildcard: true,
    followSymlinks: true,
    contentsOnly: true,
    ...more,
  };
}

/** A step whose descriptors are of the root folder; they are noted as they are opened. */
function stepContext(opened: number[]): StepContext {
  const open = async () => {
    const fd = openSync("/", "r");
    opened.push(fd);
    return fd;
  };
  const tree = { at: "tree", open, openWritable: () => Promise.reject(new TypeError("not asked for")) } as const;
  const trees = { openOwn: open, input: (input: Input) => (input === context ? folder : tree) };
  return { vertex: digest, trees } as unknown as StepContext;
}

function fake(answers: Partial<BuildFileWorker>): BuildFileWorker {
  const unasked = () => Promise.reject(new TypeError("not asked for"));
  return {
    apply: unasked,
    describe: unasked,
    differences: unasked,
    readFile: unasked,
    statFile: unasked,
    readFolder: unasked,
    copyWhole: unasked,
    beginSync: unasked,
    finishSync: unasked,
    ...answers,
  };
}

test("each tree of a step is opened once, numbered, and closed at its end", async () => {
  const jobs: ApplyJob[] = [];
  const opened: number[] = [];
  const files = new BuildFiles(
    fake({
      async apply(_, job) {
        jobs.push(job);
        expect(opened.every(isOpenFd)).toBeTrue();
      },
    }),
  );
  const operation: FileOperation = {
    kind: "file",
    root: stage,
    actions: [copy(context), copy(stage, { owner: { user: "www", lookIn: stage } }), copy(scratch), copy(context)],
  };
  expect(await (await files.apply(op, operation, stepContext(opened))).asDescribed).toBe(true);
  expect(jobs[0]?.trees.map((tree) => tree.at)).toEqual(["folder", "tree", "nothing"]);
  expect(jobs[0]?.actions.map((action) => (action as { from?: number }).from)).toEqual([0, 1, 2, 0]);
  expect(jobs[0]?.actions[1]?.owner).toEqual({ user: "www", lookIn: 1 });
  expect(opened.length).toBe(2);
  expect(opened.some(isOpenFd)).toBeFalse();
});

test("what a folder held is looked at again after it was copied", async () => {
  let now = digest;
  const files = new BuildFiles(fake({ apply: async () => {}, describe: async () => now }));
  const [one, other] = [copy(context), copy(stage)];
  const operation: FileOperation = { kind: "file", root: scratch, actions: [one, other] };
  const described = new Map([
    [one, digest],
    [other, "sha256:other" as Digest],
  ]);
  expect(await (await files.apply(op, operation, stepContext([]), described)).asDescribed).toBe(true);
  now = `sha256:${"2".repeat(64)}` as Digest;
  expect(await (await files.apply(op, operation, stepContext([]), described)).asDescribed).toBe(false);
});

test("a failure is one of the build, and closes what was opened", async () => {
  const opened: number[] = [];
  const failed = new EngineError("invalid-argument", "cannot copy to non-directory: /x");
  const files = new BuildFiles(fake({ apply: () => Promise.reject(failed) }));
  const operation: FileOperation = { kind: "file", root: scratch, actions: [copy(stage)] };
  const error: unknown = await files.apply(op, operation, stepContext(opened)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BuildError);
  expect(error).toMatchObject({ kind: "invalid-argument", message: failed.message, vertex: digest });
  expect(opened.some(isOpenFd)).toBeFalse();
});

test("in the empty tree owners have no names, whose files nobody has", async () => {
  const files = new BuildFiles(fake({ apply: async () => {} }));
  const apply = (root: Input, owner: NonNullable<CopyAction["owner"]>) =>
    files.apply(op, { kind: "file", root, actions: [copy(context, { owner })] }, stepContext([])).then(
      () => "applied",
      (error: Error) => error.message,
    );
  for (const owner of [
    { user: "5", group: "6" },
    { user: "root" },
    { user: "", group: "6" },
    { user: "www", lookIn: stage },
  ])
    expect(await apply(scratch, owner)).toBe("applied");
  for (const owner of [{ user: "www" }, { user: "5", group: "www" }])
    expect(await apply(scratch, owner)).toBe("invalid user index: -1");
  expect(await apply(stage, { user: "www" })).toBe("applied");
});

test("differences are reasons of --why", async () => {
  const difference = { path: "/a", before: "sha256:1", after: undefined };
  const files = new BuildFiles(fake({ describe: async () => digest, differences: async () => [difference] }));
  const query = { paths: ["/"], wildcards: true, followSymlinks: true, excludePatterns: [], includePatterns: [] };
  const facts = await files.describe(op, folder, query);
  expect(facts.digest).toBe(digest);
  expect(await facts.differences(digest)).toEqual([{ kind: "file", what: "/a", before: "sha256:1" }]);
});
