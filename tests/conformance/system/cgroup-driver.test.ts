import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { Engine } from "../../support/engine.ts";

/** An engine that leaves cgroups to systemd; where none runs, a container cannot start. */
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start({
    flags: ["--exec-opt", "native.cgroupdriver=systemd", "--add-runtime", "plain-runc=/usr/sbin/runc"],
    ownCgroup: false,
  });
  await engine.loadBusybox();
}, 60_000);
afterAll(async () => await engine.close(), 60_000);

test("the driver is told, and a parent that is no slice is refused", async () => {
  expect((await engine.json<{ CgroupDriver: string }>("GET", "/info")).CgroupDriver).toBe("systemd");
  const { code, stderr } = await engine.docker(["create", "--cgroup-parent", "/x", "busybox", "true"]);
  expect([code, stderr.trim()]).toEqual([
    1,
    'Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"',
  ]);
});

test.each([[], ["--runtime", "plain-runc"]])(
  "a run reaches systemd, or says that there is none %j",
  async (...flags: string[]) => {
    const { code, stdout, stderr } = await engine.docker([
      "run",
      "--rm",
      ...flags,
      "busybox",
      "cat",
      "/proc/self/cgroup",
    ]);
    if (existsSync("/run/systemd/system")) {
      expect([code, stdout]).toEqual([0, expect.stringMatching(/\/system\.slice\/docker-[0-9a-f]{64}\.scope/)]);
      return;
    }
    expect(code).toBe(125);
    expect(stderr).toContain("systemd not running on this host, cannot use systemd cgroups manager");
    expect((await engine.docker(["ps", "-aq"])).stdout).toBe("");
  },
);
