import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { BuildFolder, type BuildOutcome, build } from "../../support/build-cache.ts";
import { Engine } from "../../support/engine.ts";

/** Devices of `RUN --device`, where the daemon lets builds have them. dockerd 28.5 has no such setting: texts are BuildKit's. */
const folder = mkdtempSync(`${tmpdir()}/cdi-`);
let engine: Engine;

beforeAll(async () => {
  mkdirSync(`${folder}/specs`);
  writeFileSync(`${folder}/file`, "shown\n");
  writeFileSync(`${folder}/specs/one.json`, JSON.stringify(description));
  engine = await Engine.start({
    config: { "cdi-spec-dirs": [`${folder}/specs`], builder: { entitlements: { device: true } } },
  });
  await engine.loadBusybox();
}, 60_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
}, 60_000);

const description = {
  cdiVersion: "0.7.0",
  kind: "vendor.com/dev",
  devices: [
    {
      name: "null",
      containerEdits: {
        env: ["DEVICE=null", "MINE=device"],
        deviceNodes: [{ path: "/dev/mynull", hostPath: "/dev/null" }],
        mounts: [{ hostPath: `${folder}/file`, containerPath: "/shown/file", options: ["ro", "rbind"] }],
        additionalGids: [44],
      },
    },
    {
      name: "open",
      annotations: { "org.mobyproject.buildkit.device.autoallow": "true" },
      containerEdits: { env: ["DEVICE=open"] },
    },
  ],
};

async function tryBuild(face: "own" | "buildx", step: string, flags: readonly string[] = []): Promise<BuildOutcome> {
  using files = new BuildFolder({ Dockerfile: `FROM busybox\nENV MINE=image\n${step}\n` });
  return await build(engine, face, ["--no-cache", "-t", "built", ...flags, files.path], { mayFail: true });
}

for (const face of ["own", "buildx"] as const) {
  test(`a step has what the device that it is allowed brings, and leaves none of it, for ${face}`, async () => {
    const script = "env; cat /shown/file; stat -c '%t:%T %u:%g' /dev/mynull; id -G";
    const step = `USER 7:8\nRUN --device=vendor.com/dev=null,required ${script}`;
    const { code, stderr } = await tryBuild(face, step, ["--allow", "device=vendor.com/dev=null"]);
    expect(stderr).toMatch(/ DEVICE=null\n/);
    expect(stderr).toMatch(/ MINE=device\n/);
    expect(stderr).toMatch(/ shown\n/);
    expect(stderr).toMatch(/ 1:3 7:8\n/);
    expect(stderr).toMatch(/ 8 44\n/);
    expect(code).toBe(0);
    const left = await engine.own(["run", "--rm", "built", "ls", "/shown", "/dev/mynull"]);
    expect(left.stdout).toBe("");
    expect(left.code).toBe(1);
  }, 60_000);

  test(`an alias and a kind stand for a device, for ${face}`, async () => {
    const aliased = await tryBuild(face, "RUN --device=my.com/own=it env", [
      ...["--allow", "device=vendor.com/dev=null,alias=my.com/own=it"],
    ]);
    expect(aliased.stderr).toMatch(/ DEVICE=null\n/);
    const kind = await tryBuild(face, "RUN --device=vendor.com/dev env", ["--allow", "device"]);
    expect(kind.stderr).toMatch(/ DEVICE=null\n/);
  }, 60_000);

  test(`what describes itself as everybody's needs no permission, for ${face}`, async () => {
    expect((await tryBuild(face, "RUN --device=vendor.com/dev=open env")).stderr).toMatch(/ DEVICE=open\n/);
    expect((await tryBuild(face, "RUN --device=vendor.com/dev=nobody true")).code).toBe(0);
  }, 60_000);

  test.each([
    [
      "vendor.com/dev=null",
      [],
      "failed to load LLB: device vendor.com/dev=null is requested by the build but not allowed",
    ],
    ["vendor.com/dev=no,required", [], 'failed to load LLB: required device "vendor.com/dev=no" is not registered'],
    [
      "vendor.com/dev=no,required",
      ["--allow", "device"],
      'process "/bin/sh -c true" did not complete successfully: CDI device injection failed: required device "vendor.com/dev=no" is not registered',
    ],
  ])(
    `%s %j is refused for ${face}`,
    async (name, flags, text) => {
      const { code, stderr } = await tryBuild(face, `RUN --device=${name} true`, flags);
      expect(code).toBe(1);
      expect(stderr).toContain(`ERROR: failed to build: failed to solve: ${text}\n`);
    },
    60_000,
  );
}

test("the builder lists its devices to either client", async () => {
  const lines = "Devices:\n Name:                  vendor.com/dev=null\n Automatically allowed: false\n";
  for (const said of [await engine.own(["buildx", "inspect"]), await engine.docker(["buildx", "inspect"])])
    expect(said.stdout).toContain(lines);
});
