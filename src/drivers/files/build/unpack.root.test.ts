import { afterEach, beforeEach, expect, test } from "bun:test";
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { BuildFileGround, failureOf } from "./ground.test-support.ts";

let ground: BuildFileGround;
beforeEach(() => {
  ground = new BuildFileGround();
});
afterEach(() => ground[Symbol.asyncDispose]());

function tar(...members: ReadonlyArray<TarEntryInput & { readonly data?: string }>): Buffer {
  const parts = members.flatMap(({ data = "", ...entry }) => {
    const bytes = Buffer.from(data);
    return [tarHeader({ mode: 0o644, ...entry, sizeBytes: bytes.length }), bytes, tarPadding(bytes.length)];
  });
  return Buffer.concat([...parts, tarEnd()]);
}

function add(source: string, destination: string, more: object = {}): Promise<void> {
  return ground.copy(source, destination, { unpack: true, ...more });
}

test.each(["t.tar", "t.tgz", "t.bz2", "t.xz", "t.zst"])("%s is unpacked by what it holds", async (name) => {
  ground.make(`mkdir in; echo packed > in/f; chmod 640 in/f; ln -s f in/l; tar cf t.tar --owner=3 --group=4 in
    case ${name} in *.tgz) gzip -c t.tar > t;; *.bz2) bzip2 -c t.tar > t;; *.xz) xz -c t.tar > t;; *.zst) zstd -qc t.tar > t;; *) cp t.tar t;; esac`);
  await add("/t", "/x/");
  expect(ground.listing()).toEqual(["x 755 0:0 d", "x/in 755 3:4 d", "x/in/f 640 3:4 f", "x/in/l 777 3:4 l f"]);
  await add("/t", "/owned", { owner: { user: 9, group: 9 } });
  expect([lstatSync(join(ground.tree, "owned")).uid, lstatSync(join(ground.tree, "owned/in/f")).gid]).toEqual([9, 9]);
});

test("what is no archive is copied", async () => {
  ground.make(
    "echo text > plain; gzip -c plain > plain.gz; : > empty; head -c 2048 /dev/zero > zeros; mkdir d; echo x > d/f",
  );
  for (const name of ["plain", "plain.gz", "empty", "zeros"]) await add(`/${name}`, "/x/");
  await add("/d", "/x/d");
  expect(readdirSync(join(ground.tree, "x")).sort()).toEqual(["d", "empty", "plain", "plain.gz", "zeros"]);
  expect(
    readFileSync(join(ground.tree, "x/plain.gz")).equals(readFileSync(join(ground.context, "plain.gz"))),
  ).toBeTrue();
});

test("an archive that breaks off is an error", async () => {
  const whole = tar({ type: "file", name: "a", data: "x".repeat(5000) });
  writeFileSync(join(ground.context, "cut.tar"), whole.subarray(0, 2048));
  writeFileSync(join(ground.context, "cut.tgz"), gzipSync(Buffer.concat([whole, whole])).subarray(0, 60));
  expect(await failureOf(add("/cut.tar", "/x/"))).toContain("unexpected EOF");
});

test("no archive leads out of its folder", async () => {
  const outside = join(ground.path, "outside");
  mkdirSync(outside);
  writeFileSync(join(outside, "canary"), "host", { mode: 0o640 });
  mkdirSync(join(ground.tree, "x"));
  symlinkSync(outside, join(ground.tree, "x/there"));
  const up = "../".repeat(20);
  const archives = {
    dots: tar({ type: "file", name: `${up}${outside.slice(1)}/new`, data: "x" }),
    absolute: tar({ type: "file", name: `${outside}/new`, data: "x" }),
    through: tar({ type: "symlink", name: "l", linkName: outside }, { type: "file", name: "l/new", data: "x" }),
    there: tar({ type: "file", name: "there/new", data: "x" }, { type: "directory", name: "there", mode: 0o777 }),
    hard: tar({ type: "hard-link", name: "h", linkName: `${outside}/canary` }),
    hardUp: tar({ type: "hard-link", name: "h", linkName: `${up}${outside.slice(1)}/canary` }),
    mode: tar(
      { type: "symlink", name: "c", linkName: `${outside}/canary` },
      { type: "file", name: "c", mode: 0o777, data: "" },
    ),
    twice: tar(
      { type: "directory", name: "d" },
      { type: "symlink", name: "d", linkName: outside },
      { type: "file", name: "d/new", data: "x" },
    ),
    overlay: tar({ type: "file", name: "o", data: "", xattrs: new Map([["trusted.overlay.redirect", "/"]]) }),
  };
  for (const [name, bytes] of Object.entries(archives)) {
    writeFileSync(join(ground.context, name), bytes);
    await add(`/${name}`, "/x/").catch(() => {});
    expect([name, readdirSync(outside)]).toEqual([name, ["canary"]]);
    const { mode, nlink, size } = statSync(join(outside, "canary"));
    expect([name, mode & 0o777, nlink, size]).toEqual([name, 0o640, 1, 4]);
  }
});

test("programs of the tree unpack nothing", async () => {
  ground.make("mkdir in; echo packed > in/f; tar cJf t.xz in");
  mkdirSync(join(ground.tree, "usr/bin"), { recursive: true });
  writeFileSync(join(ground.tree, "usr/bin/xz"), `#!/bin/sh\ntouch ${ground.path}/ran\n`, { mode: 0o755 });
  await add("/t.xz", "/x/");
  expect(readdirSync(ground.path).sort()).toEqual(["context", "state", "tree"]);
  expect(readFileSync(join(ground.tree, "x/in/f"), "utf8")).toBe("packed\n");
});
