import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tryLockFile } from "./lock-file.ts";

test("a locked file is another's until it is unlocked", () => {
  const folder = mkdtempSync(join(tmpdir(), "lock-"));
  const path = join(folder, "lock");
  const unlock = tryLockFile(path);
  expect(unlock).toBeDefined();
  expect(tryLockFile(path)).toBeUndefined();
  unlock?.();
  tryLockFile(path)?.();
  expect(() => tryLockFile(join(folder, "no", "lock"))).toThrow("ENOENT");
  rmSync(folder, { recursive: true });
});
