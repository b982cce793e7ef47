import { afterEach, beforeEach, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { BuildFileGround } from "./ground.test-support.ts";

let ground: BuildFileGround;
beforeEach(() => {
  ground = new BuildFileGround();
});
afterEach(() => ground[Symbol.asyncDispose]());

test("what the folder gives on to new files does not change what a copied file is", async () => {
  ground.make("echo A > a.txt; echo B > b.txt");
  const [sharing, restricting] = ["sharing", "restricting"].map((name) => join(ground.tree, name));
  execFileSync("sh", [
    "-euc",
    `mkdir -m 2755 ${sharing}; chgrp 5 ${sharing}; chmod g+s ${sharing}; mkdir ${restricting}`,
  ]);
  // A default ACL (acl(5); linux/posix_acl_xattr.h) that leaves others nothing.
  const setDefault = `import os, struct, sys
acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", tag, perm, 2**32 - 1) for tag, perm in ((1, 7), (4, 7), (32, 0)))
os.setxattr(sys.argv[1], "system.posix_acl_default", acl)`;
  execFileSync("python3", ["-c", setDefault, restricting!]);
  for (const folder of ["/sharing/", "/restricting/"]) await ground.copy("/*.txt", folder);
  expect(ground.listing().filter((line) => line.includes("/"))).toEqual([
    "restricting/a.txt 644 0:0 f",
    "restricting/b.txt 644 0:0 f",
    "sharing/a.txt 644 0:0 f",
    "sharing/b.txt 644 0:0 f",
  ]);
});
