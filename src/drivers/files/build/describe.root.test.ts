import { afterEach, beforeEach, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { backgroundOp } from "#base/op.ts";
import { BuildFileGround, failureOf } from "./ground.test-support.ts";

let ground: BuildFileGround;
beforeEach(() => {
  ground = new BuildFileGround();
  ground.make("mkdir -p sub/deep; echo A > a; echo B > b; echo 1 > sub/one; ln -s one sub/link; echo 2 > sub/deep/two");
});
afterEach(() => ground[Symbol.asyncDispose]());

async function changedBy(script: string, paths: readonly string[] = ["/"]): Promise<boolean> {
  const before = await ground.describe({ paths });
  ground.make(script);
  return (await ground.describe({ paths })) !== before;
}

/** What has changed only just now is read again. @returns the digest once all is remembered */
async function remembered(): Promise<Digest> {
  const folder = join(ground.path, "state/digests");
  for (let entries = -1; ; ) {
    const digest = await ground.describe({});
    const [name] = readdirSync(folder);
    const size = name === undefined ? 0 : statSync(join(folder, name)).size;
    if (size > 0 && size === entries) return digest;
    entries = size;
  }
}

test.each([
  ["content", "echo Z > a", true],
  ["content of the same size and time", "touch -r a ref; echo Z > a; touch -r ref a; rm ref", true],
  ["times", "touch -d 1999-01-01 a sub sub/one", false],
  ["a mode", "chmod 700 a", true],
  ["a folder's mode", "chmod 700 sub", true],
  ["the owner, which a context does not have", "chown 5:6 a", false],
  ["the top's mode, which nobody copies", "chmod 700 .", false],
  ["a new file", "echo n > sub/new", true],
  ["a file that is gone", "rm sub/one", true],
  ["another name", "mv a z", true],
  ["where a link leads", "ln -sfn deep sub/link", true],
  ["a file that becomes a folder", "rm a; mkdir a", true],
  ["a second name in place of a copy", "rm b; ln a b", true],
  ["the same again", "cat a > t; rm a; mv t a", false],
] as const)("%s", async (_, script, changes) => {
  expect(await changedBy(script)).toBe(changes);
});

test("only what is selected counts", async () => {
  expect(await changedBy("echo Z > b", ["/a", "/sub"])).toBeFalse();
  expect(await changedBy("echo Y > sub/deep/two", ["/a", "/sub"])).toBeTrue();
  const selection = { excludePatterns: ["*.log"], includePatterns: [] };
  const before = await ground.describe(selection);
  ground.make("echo L > x.log");
  expect(await ground.describe(selection)).toBe(before);
  expect(await ground.describe({}, ground.folder({ excludePatterns: ["*.log"] }))).toBe(before);
});

test("of a folder that only holds what is left out, nothing counts", async () => {
  const before = await ground.describe({ includePatterns: ["sub/one"] });
  ground.make("mkdir other; echo x > other/x; echo y > sub/deep/y");
  expect(await ground.describe({ includePatterns: ["sub/one"] })).toBe(before);
  ground.make("chmod 700 sub");
  expect(await ground.describe({ includePatterns: ["sub/one"] })).not.toBe(before);
});

test("what is not there is told; a pattern may fit nothing", async () => {
  expect(await failureOf(ground.describe({ paths: ["/nothere"] }))).toBe('"/nothere": not found');
  expect(await ground.describe({ paths: ["/nothere*"] })).toStartWith("sha256:");
});

test("another engine's memory of the files gives the same, and so does none and a damaged one", async () => {
  const first = await remembered();
  const folder = join(ground.path, "state/digests");
  const [name = ""] = readdirSync(folder);
  const whole = readFileSync(join(folder, name));
  expect(whole.length).toBeGreaterThan(100);
  for (const damage of [
    whole.subarray(0, whole.length - 4),
    Buffer.alloc(whole.length),
    Buffer.alloc(0),
    Buffer.from("x"),
  ]) {
    writeFileSync(join(folder, name), damage);
    expect(await ground.describe({})).toBe(first);
  }
});

test("what has not changed is not read again", async () => {
  await remembered();
  const read = statSync(join(ground.context, "a"), { bigint: true }).atimeNs;
  await ground.describe({});
  expect(statSync(join(ground.context, "a"), { bigint: true }).atimeNs).toBe(read);
});

test("differences name the files with their digests before and after", async () => {
  const former = await ground.describe({});
  ground.make("echo Z > a; chmod 700 b; rm sub/one; echo n > new");
  const present = await ground.describe({});
  const found = await ground.workers.differences(backgroundOp(), former, present);
  const shown = found?.map(({ path, before, after }) => [path, before?.slice(0, 15), after?.slice(0, 15)]);
  expect(shown).toEqual([
    ["/a", "sha256:06f961b8", "sha256:ec39b678"],
    ["/b", "mode 100644, ow", "mode 100700, ow"],
    ["/new", undefined, "sha256:a4fb6214"],
    ["/sub/one", "sha256:4355a46b", undefined],
  ] as never);
  const unknown = `sha256:${"0".repeat(64)}` as Digest;
  expect(await ground.workers.differences(backgroundOp(), unknown, present)).toBeUndefined();
});

test("a description that is damaged is as good as none", async () => {
  const former = await ground.describe({});
  ground.make("echo Z > a");
  const present = await ground.describe({});
  const path = join(ground.path, "state/descriptions", former.slice("sha256:".length));
  truncateSync(path, 20);
  expect(await ground.workers.differences(backgroundOp(), former, present)).toBeUndefined();
  utimesSync(path, 1, 1);
});

test("files are read up to a limit, from an offset, links followed", async () => {
  const read = async (path: string, more: object = {}) => {
    const bytes = await ground.workers.readFile(backgroundOp(), ground.folder(), { path, limitBytes: 10, ...more });
    return bytes === undefined ? undefined : Buffer.from(bytes).toString();
  };
  ground.make("printf 0123456789 > ten; printf 0123456789a > eleven");
  expect(await Promise.all([read("ten"), read("/sub/link"), read("nothere"), read("a/b")])).toEqual([
    "0123456789",
    "1\n",
    undefined,
    undefined,
  ]);
  expect(await read("eleven", { beginningOnly: true })).toBe("0123456789");
  expect(await read("eleven", { offset: 3 })).toBe("3456789a");
  expect(await failureOf(read("eleven"))).toBe("eleven: larger than 10 bytes");
  expect(await failureOf(read("sub"))).toBe("sub: not a regular file");
});
