import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { backgroundOp } from "#base/op.ts";
import { addressOf, cString, syscall } from "#sys/libc.ts";
import { installShim } from "./install-shim.ts";
import { builtShim } from "./test-bench.ts";

const MS_NOEXEC = 8;
const MNT_DETACH = 2;

test("a directory that does not let programs run is passed over", async () => {
  const directory = mkdtempSync(`${tmpdir()}/gantry-install-`);
  const noexec = `${directory}/noexec`;
  mkdirSync(noexec);
  const [target, type] = [cString(noexec), cString("tmpfs")];
  syscall("mount", noexec, addressOf(type), addressOf(target), addressOf(type), MS_NOEXEC, 0);
  const executable = await Bun.file(await builtShim()).bytes();
  const path = await installShim(backgroundOp(), executable, [noexec, directory]);
  expect(path).toMatch(/\/gantry-install-[^/]+\/shim-[0-9a-f]{16}\/gantry-shim$/);
  expect(await installShim(backgroundOp(), executable, [directory])).toBe(path);
  const failing = installShim(backgroundOp(), executable, [noexec]);
  expect(await failing.catch((error: Error) => error.message)).toStartWith("install gantry-shim: ");
  syscall("umount2", noexec, addressOf(target), MNT_DETACH);
  rmSync(directory, { recursive: true });
}, 60_000);
