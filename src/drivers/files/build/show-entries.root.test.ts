import { afterEach, beforeEach, expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { backgroundOp } from "#base/op.ts";
import type { OpenTree } from "#core/build/file-worker.ts";
import { BuildFileGround, failureOf } from "./ground.test-support.ts";

const op = backgroundOp();

let ground: BuildFileGround;
let fd: number;
let tree: OpenTree;
beforeEach(() => {
  ground = new BuildFileGround();
  ground.make(`
    mkdir -p sub/deep; printf 12345 > file; printf 1 > sub/one; ln file z-hard; chown 5:6 file; chmod 6750 file
    ln -s ../../../../sub/one up; ln -s nowhere dangling; touch -d '2020-01-02 03:04:05.000000006 UTC' file
  `);
  fd = openSync(ground.context, "r");
  tree = { at: "tree", fd };
});
afterEach(async () => {
  closeSync(fd);
  await ground[Symbol.asyncDispose]();
});

test("a file with all that is known of it, by its own name where a link led to it", async () => {
  expect(await ground.workers.statFile(op, tree, "/file")).toEqual({
    ...{ path: "file", mode: 0o106750, uid: 5, gid: 6, sizeBytes: 5, mtimeNs: 1_577_934_245_000_000_006n },
    ...{ linkName: "", deviceMajor: 0, deviceMinor: 0, xattrs: {} },
  });
  expect(await ground.workers.statFile(op, tree, "up")).toMatchObject({ path: "one", mode: 0o100644, sizeBytes: 1 });
  expect(await ground.workers.statFile(op, tree, "sub/")).toMatchObject({ path: "sub", mode: 0o40755 });
  expect(await ground.workers.statFile(op, tree, "/")).toMatchObject({ path: "/", mode: 0o40755 });
  for (const path of ["nope", "dangling", "file/x"])
    expect(await ground.workers.statFile(op, tree, path)).toBeUndefined();
});

async function names(path: string, includePattern?: string): Promise<string[] | undefined> {
  const folder = { path, ...(includePattern === undefined ? {} : { includePattern }) };
  return (await ground.workers.readFolder(op, tree, folder))?.map((entry) => entry.path);
}

test("what is in a folder, links as they are", async () => {
  expect(await names("/")).toEqual(["dangling", "file", "sub", "up", "z-hard"]);
  expect(await names("sub")).toEqual(["deep", "one"]);
  const entries = await ground.workers.readFolder(op, tree, { path: "" });
  expect(entries?.map(({ linkName }) => linkName)).toEqual(["nowhere", "", "", "../../../../sub/one", "file"]);
  expect(await names("nope")).toBeUndefined();
  expect(await names("file")).toEqual([]);
});

test("only what a pattern fits, or leads into", async () => {
  expect(await names("/", "*i*")).toEqual(["dangling", "file"]);
  expect(await names("/", "sub/o*")).toEqual(["sub"]);
  expect(await names("/", "sub/nope")).toEqual([]);
  expect(await names("/", "nope")).toEqual([]);
  expect(await failureOf(names("/", "["))).toContain("syntax error in pattern");
});
