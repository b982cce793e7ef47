import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { TestBench } from "./test-bench.ts";

let bench: TestBench;
beforeAll(async () => {
  bench = await TestBench.open();
}, 60_000);
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

test("an ended container has no cgroup, in no hierarchy and not where a hidden one was mounted, and no state", async () => {
  const { task, spec } = await bench.run(["true"]);
  await task.released;
  const path = `docker/${spec.containerId}`;
  const find = `find /sys/fs/cgroup -maxdepth 3 -path "*/${path}"`;
  const unhide = "mount --make-private /sys/fs/cgroup/unified && umount /sys/fs/cgroup/unified";
  const script = `${find}; ${unhide} 2>/dev/null && ${find}; exit 0`;
  const found = Bun.spawnSync(["unshare", "--mount", "--propagation", "slave", "sh", "-c", script]);
  expect(found.stdout.toString()).toBe("");
  expect(existsSync(`${bench.directory}/state/crun/${spec.containerId}`)).toBe(false);
}, 30_000);

test("what a container of the host's pid namespace leaves running ends with it", async () => {
  const id = "f".repeat(64);
  const base = bench.runSpec(["sh", "-c", "sleep 1000 & exit 0"], {
    spec: { containerId: id, cgroupsPath: `/docker/${id}` },
  });
  const oci = base.ociSpec as { linux: { namespaces: { type: string }[] } };
  const namespaces = oci.linux.namespaces.filter(({ type }) => type !== "pid");
  const linux = { ...oci.linux, namespaces, cgroupsPath: `/docker/${id}` };
  const task = await bench.driver.run(bench.op, { ...base, ociSpec: { ...oci, linux } });
  await task.released;
  expect(existsSync(`/sys/fs/cgroup/pids/docker/${id}`)).toBe(false);
  expect(existsSync(`/sys/fs/cgroup/docker/${id}`)).toBe(false);
}, 30_000);
