import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { imageArchive, sha256, tarOf } from "./docker-archive.ts";

function listed(archive: Buffer): string[] {
  const text = execFileSync("tar", ["-tvf", "-", "--numeric-owner", "--utc"], { input: archive, encoding: "utf8" });
  return text.trim().split("\n");
}

test("GNU tar reads what is written", () => {
  const archive = tarOf({
    folder: { folder: true, mode: 0o1777 },
    "folder/file": { file: "text\n", mode: 0o755 },
    hard: { hardLink: "folder/file" },
    soft: { symbolicLink: "folder/file" },
  });
  expect(listed(archive)).toEqual([
    "drwxrwxrwt 0/0               0 2023-11-14 22:13 folder",
    "-rwxr-xr-x 0/0               5 2023-11-14 22:13 folder/file",
    "hrwxr-xr-x 0/0               0 2023-11-14 22:13 hard link to folder/file",
    "lrwxr-xr-x 0/0               0 2023-11-14 22:13 soft -> folder/file",
  ]);
});

test("an image's layers are stored once and named by their digests", () => {
  const layer = tarOf({ a: { file: "a" } });
  const archive = imageArchive({ tags: ["one:1"], layers: [layer] }, { tags: ["two:1"], layers: [layer] });
  const names = listed(archive).map((line) => line.split(" ").at(-1)!);
  expect(names.filter((name) => name.endsWith("/layer.tar"))).toEqual([`${sha256(layer)}/layer.tar`]);
  expect(names).toContain("manifest.json");
});

test("a name that ustar cannot hold is refused", () => {
  expect(() => tarOf({ ["x".repeat(101)]: { file: "" } })).toThrow(RangeError);
});
