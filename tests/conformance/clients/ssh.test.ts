import { afterAll, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kindUnderTest } from "../../support/engine-kind.ts";
import { dockerClient, gantryExecutable } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
const folder = mkdtempSync(join(tmpdir(), "ssh-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A stand-in that runs here what is meant for the other machine, with an environment of its own; it notes its words. */
async function standIn(): Promise<Record<string, string>> {
  const { paths } = await engine();
  const words = `echo "$@" >> ${folder}/words; while [ "$1" != -- ]; do shift; done; shift 2; DOCKER_HOST=unix://${paths.socket} exec sh -c "$*"`;
  writeFileSync(join(folder, "ssh"), `#!/bin/sh\n${words}\n`);
  chmodSync(join(folder, "ssh"), 0o755);
  rmSync(join(folder, "docker"), { force: true });
  symlinkSync(kindUnderTest() === "dockerd" ? dockerClient() : gantryExecutable(), join(folder, "docker"));
  return { PATH: `${folder}:${process.env["PATH"]}`, DOCKER_HOST: "ssh://someone@box:2222" };
}

test("an engine behind ssh serves lists, streams with input, and exit codes", async () => {
  const env = await standIn();
  for (const client of ["own", "docker"] as const) {
    const { [client]: docker } = {
      own: async (args: string[], input = "") => (await engine()).own(args, { env, input }),
      docker: async (args: string[], input = "") => (await engine()).docker(args, { env, input }),
    };
    expect((await docker(["version", "--format", "{{.Server.Os}}"])).stdout).toBe("linux\n");
    const cat = await docker(["run", "--rm", "-i", "busybox", "sh", "-c", "cat; echo end; exit 4"], "in\n");
    expect({ code: cat.code, out: cat.stdout, err: cat.stderr }).toEqual({ code: 4, out: "in\nend\n", err: "" });
  }
  expect(readFileSync(join(folder, "words"), "utf8")).toContain(
    "-l someone -p 2222 -o ConnectTimeout=30 -T -- box docker system dial-stdio",
  );
});

test("a command that fails on the way is named with its words", async () => {
  const env = await standIn();
  writeFileSync(join(folder, "ssh"), "#!/bin/sh\necho no such machine >&2\nexit 255\n");
  const { code, stderr } = await (await engine()).own(["ps"], { env });
  expect(code).toBe(1);
  expect(stderr).toContain("error during connect:");
  if (!stderr.includes("broken pipe")) expect(stderr).toContain("has exited with exit status 255");
});
