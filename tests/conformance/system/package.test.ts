import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../support/command.ts";
import { buildPackage } from "../../support/debian-package.ts";
import { projectFolder } from "../../support/peers.ts";

/** The Debian package, installed into a copy of this machine that is thrown away. */
test("installs, links docker where there is none, and goes without a trace", async () => {
  const built = mkdtempSync(`${tmpdir()}/package-`);
  const debianPackage = await buildPackage(built);
  const folder = mkdtempSync(`${tmpdir()}/package-`);
  const script = join(projectFolder, "tests/support/install-package.sh");
  const own = ["unshare", "--mount", "--propagation", "private", "--"];
  const { stdout, stderr, code } = await run([...own, script, debianPackage, folder]);
  for (const path of [folder, built]) rmSync(path, { recursive: true });
  expect([code, code === 0 ? "" : stderr]).toEqual([0, ""]);
  expect(stdout.trim().split("\n")).toEqual([
    "docker: gantry",
    "gantryd: gantry",
    "docker-credential-gantry: gantry",
    "version: Docker version Docker version",
    "files: there",
    "man pages: there",
    "units: valid",
    "purged",
    "docker: left alone",
  ]);
}, 180_000);
