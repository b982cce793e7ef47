import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, succeed } from "../../support/command.ts";
import { projectFolder } from "../../support/peers.ts";

/** The Debian package, installed into a copy of this machine that is thrown away. */
test("installs, links docker where there is none, and goes without a trace", async () => {
  await succeed([process.execPath, "run", join(projectFolder, "tools/deb.ts"), "--quick"], { timeoutMs: 120_000 });
  const name = readdirSync(join(projectFolder, "dist")).find((file) => file.endsWith(".deb")) ?? "";
  const folder = mkdtempSync(`${tmpdir()}/package-`);
  const script = join(projectFolder, "tests/support/install-package.sh");
  const own = ["unshare", "--mount", "--propagation", "private", "--"];
  const { stdout, stderr, code } = await run([...own, script, join(projectFolder, "dist", name), folder]);
  rmSync(folder, { recursive: true });
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  expect(stdout.trim().split("\n")).toEqual([
    "docker: gantry",
    "gantryd: gantry",
    "docker-credential-gantry: gantry",
    "version: Docker version Docker version",
    "files: there",
    "units: valid",
    "purged",
    "docker: left alone",
  ]);
}, 180_000);
