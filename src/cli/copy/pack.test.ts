import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { pack } from "./pack.ts";
import { unpack } from "./unpack.ts";

let work: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "copy-"));
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

async function* stream(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* chunks;
}

function archive(...members: ReadonlyArray<TarEntryInput & { readonly data?: string }>): Buffer {
  const parts = members.flatMap(({ data = "", ...entry }) => {
    const bytes = Buffer.from(data);
    return [tarHeader({ mode: 0o644, ...entry, sizeBytes: bytes.length }), bytes, tarPadding(bytes.length)];
  });
  return Buffer.concat([...parts, tarEnd()]);
}

const same = (name: string) => name;

test("a tree comes out as it went in", async () => {
  mkdirSync(join(work, "from/sub"), { recursive: true });
  writeFileSync(join(work, "from/one"), "1".repeat(300_000), { mode: 0o640 });
  writeFileSync(join(work, "from/sub/two"), "2");
  symlinkSync("one", join(work, "from/link"));
  mkdirSync(join(work, "to"));
  const source = { path: join(work, "from"), exists: true, isFolder: true };
  await unpack(join(work, "to"), stream(...pack(source, (name) => name.replace("from", "new"))), same);
  const made = join(work, "to/new");
  expect(readdirSync(made).sort()).toEqual(["link", "one", "sub"]);
  expect([readFileSync(join(made, "one")).length, readlinkSync(join(made, "link"))]).toEqual([300_000, "one"]);
  expect(lstatSync(join(made, "one")).mode & 0o7777).toBe(0o640);
  expect(Math.floor(lstatSync(join(made, "sub/two")).mtimeMs / 1000)).toBe(
    Math.floor(lstatSync(join(work, "from/sub/two")).mtimeMs / 1000),
  );
});

test("an archive that leaves the folder is refused, and writes nothing outside", async () => {
  mkdirSync(join(work, "to"));
  writeFileSync(join(work, "canary"), "whole");
  const attacks = [
    [archive({ type: "file", name: "../canary", data: "x" }), "invalid entry name"],
    [
      archive({ type: "symlink", name: "out", linkName: ".." }, { type: "file", name: "out/canary", data: "x" }),
      "escapes",
    ],
    [
      archive({ type: "symlink", name: "abs", linkName: work }, { type: "directory", name: "abs/made/deep" }),
      "escapes",
    ],
    [archive({ type: "hard-link", name: "h", linkName: "../canary" }), "invalid hardlink target"],
    [
      archive(
        { type: "symlink", name: "l2", linkName: ".." },
        { type: "hard-link", name: "h2", linkName: "l2/canary" },
      ),
      "escapes",
    ],
  ] as const;
  for (const [bytes, text] of attacks) expect(unpack(join(work, "to"), stream(bytes), same)).rejects.toThrow(text);
  expect(readFileSync(join(work, "canary"), "utf8")).toBe("whole");
  expect(readdirSync(work).sort()).toEqual(["canary", "to"]);
});

test("a folder and something else do not replace each other", async () => {
  mkdirSync(join(work, "to/d"), { recursive: true });
  writeFileSync(join(work, "to/f"), "old");
  const over = (entry: TarEntryInput) => unpack(join(work, "to"), stream(archive(entry)), same);
  expect(over({ type: "file", name: "d" })).rejects.toThrow("cannot overwrite directory");
  expect(over({ type: "directory", name: "f" })).rejects.toThrow("cannot overwrite non-directory");
});

test("an archive that is cut off is an error", () => {
  mkdirSync(join(work, "to"));
  const bytes = archive({ type: "file", name: "f", data: "x".repeat(2000) });
  expect(unpack(join(work, "to"), stream(bytes.subarray(0, 1000)), same)).rejects.toThrow("unexpected EOF");
});
