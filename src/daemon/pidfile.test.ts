import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder } from "./lock.ts";
import { writePidfile } from "./pidfile.ts";

const folder = mkdtempSync(join(tmpdir(), "pidfile-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the file holds the number of this process, and goes", () => {
  const path = join(folder, "new", "pid");
  const remove = writePidfile(path);
  expect(readFileSync(path, "utf8")).toBe(String(process.pid));
  expect(statSync(path).mode & 0o777).toBe(0o644);
  writePidfile(path);
  remove();
  expect(existsSync(path)).toBe(false);
  writePidfile("")();
});

test("a process that lives is not replaced", async () => {
  const path = join(folder, "live");
  const child = Bun.spawn(["sleep", "60"]);
  try {
    writeFileSync(path, `${child.pid}\n`);
    expect(() => writePidfile(path)).toThrow(
      `failed to start daemon, ensure docker is not running or delete ${path}: process with PID ${child.pid} is still running`,
    );
    utimesSync(path, 1_000_000, 1_000_000);
    writePidfile(path);
    expect(readFileSync(path, "utf8")).toBe(String(process.pid));
  } finally {
    child.kill();
    await child.exited;
  }
  writeFileSync(path, String(child.pid));
  writePidfile(path);
});

test("a folder has one daemon, and is free again when that ends", async () => {
  const root = join(folder, "root");
  const script = `
    import { lockFolder } from ${JSON.stringify(join(import.meta.dir, "lock.ts"))};
    lockFolder({ path: ${JSON.stringify(root)}, mode: 0o700 });
    console.log("locked");
    process.stdin.resume();`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdin: "pipe", stdout: "pipe", stderr: "inherit" });
  await child.stdout.getReader().read();
  expect(() => lockFolder({ path: root, mode: 0o700 })).toThrow(
    `failed to start daemon: ${root} is in use: process with PID ${child.pid} is still running`,
  );
  child.kill("SIGKILL");
  await child.exited;
  const unlock = lockFolder({ path: root, mode: 0o700 });
  expect(statSync(root).mode & 0o777).toBe(0o700);
  expect(readFileSync(join(root, "daemon.lock"), "utf8")).toBe(String(process.pid));
  unlock();
  lockFolder({ path: root, mode: 0o700 })();
});
