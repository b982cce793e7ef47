import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Result } from "../../support/command.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

// Keys without an agent, as both clients lend them to a step in which OpenSSH's own programs are.

const engine = sharedEngine();

/** A context with OpenSSH's `ssh-add` of this machine, what it is linked with, and keys of each kind. */
async function context(): Promise<string> {
  const folder = join((await engine()).paths.folder, "ssh");
  const libraries = execFileSync("ldd", ["/usr/bin/ssh-add"], { encoding: "utf8" }).match(/\/\S+/g) ?? [];
  for (const path of ["/usr/bin/ssh-add", ...libraries]) {
    mkdirSync(join(folder, "root", dirname(path)), { recursive: true });
    copyFileSync(path, join(folder, "root", path));
  }
  for (const [type, name] of [
    ["ed25519", "ed"],
    ["rsa", "rsa"],
    ["ecdsa", "ec"],
  ] as const)
    execFileSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "", "-f", join(folder, name)]);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", join(folder, "locked")]);
  const run = "RUN --mount=type=ssh ssh-add -l && ssh-add -T /ed.pub /rsa.pub /ec.pub && echo all are good";
  writeFileSync(join(folder, "Dockerfile"), `FROM busybox\nCOPY root /\nCOPY *.pub /\n${run}\n`);
  return folder;
}

const ready = Promise.withResolvers<string>();
test("keys of files sign in a step, by either client", async () => {
  const folder = await context();
  ready.resolve(folder);
  const started = await engine();
  const keys = ["ed", "rsa", "ec"].map((name) => join(folder, name));
  const fingerprints = keys.map((key) => execFileSync("ssh-keygen", ["-lf", key], { encoding: "utf8" }).split(" ")[1]);
  const argv = ["buildx", "build", "--progress", "plain", "--no-cache", "--ssh", `default=${keys.join(",")}`, folder];
  for (const { code, stderr } of [await started.docker(argv), await started.own(argv)]) {
    expect(code === 0 ? "" : stderr).toBe("");
    for (const fingerprint of fingerprints) expect(stderr).toContain(String(fingerprint));
    expect(stderr).toContain("all are good");
  }
}, 120_000);

test("what is no key is refused in the same words", async () => {
  const folder = await ready.promise;
  const started = await engine();
  const lasts = async (run: Promise<Result>): Promise<unknown> => {
    const { code, stderr } = await run;
    return [
      code,
      stderr
        .trimEnd()
        .split("\n")
        .at(-1)
        ?.replace(/^ERROR: failed to build: /, ""),
    ];
  };
  for (const ssh of ["default", "a=locked", "a=Dockerfile", "a=nowhere", "a=locked.pub"].map((text) =>
    text.replace("=", `=${folder}/`),
  )) {
    const argv = ["buildx", "build", "--progress", "plain", "--ssh", ssh, folder];
    const [wanted, found] = [await lasts(started.docker(argv)), await lasts(started.own(argv))];
    expect([basename(ssh), found]).toEqual([basename(ssh), wanted]);
  }
}, 60_000);
