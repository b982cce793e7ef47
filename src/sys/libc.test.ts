import { expect, test } from "bun:test";
import { closeSync } from "node:fs";
import { addressOf, cString, syscall } from "./libc.ts";

test("memory that only a system call knows of is there until the call", () => {
  const currentDirectory = -100;
  const addresses = Array.from({ length: 16 }, () => addressOf(cString("/proc/self/stat")));
  Bun.gc(true);
  const others = Array.from({ length: 2000 }, () => Buffer.from(new ArrayBuffer(16)).fill("A"));
  for (const address of addresses) closeSync(syscall("openat", "/proc/self/stat", currentDirectory, address, 0, 0));
  expect(others).toHaveLength(2000);
});
