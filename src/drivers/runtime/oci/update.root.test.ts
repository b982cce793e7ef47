import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { TestBench } from "./test-bench.ts";

const unified = existsSync("/sys/fs/cgroup/cgroup.controllers");

function read(id: string, controller: string, file: string): string {
  const group = unified ? `/sys/fs/cgroup/docker/${id}` : `/sys/fs/cgroup/${controller}/docker/${id}`;
  return readFileSync(`${group}/${file}`, "utf8").trim();
}

test("limits change while the container runs, and go", async () => {
  await using bench = await TestBench.open();
  const { spec } = await bench.run(["/bin/sleep", "60"]);
  const { containerId, runtime } = spec;
  const quota = () => (unified ? read(containerId, "", "cpu.max") : read(containerId, "cpu", "cpu.cfs_quota_us"));
  const update = (resources: object) => bench.driver.update(bench.op, { containerId, runtime, resources });
  await update({ pids: { limit: 77 }, cpu: { quota: 50_000, period: 100_000 } });
  expect(read(containerId, "pids", "pids.max")).toBe("77");
  expect(quota()).toBe(unified ? "50000 100000" : "50000");
  await update({ pids: { limit: -1 }, cpu: { quota: -1 } });
  expect(read(containerId, "pids", "pids.max")).toBe("max");
  expect(quota()).toBe(unified ? "max 100000" : "-1");
  const refusal = await update({ cpu: { cpus: "999" } }).then(String, String);
  expect(refusal).toContain("OCI runtime update failed: ");
});
