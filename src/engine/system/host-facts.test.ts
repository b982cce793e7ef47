import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cgroupWarnings, readCgroupFacts } from "./cgroup-facts.ts";
import { memoryTotal, parseOsRelease } from "./host-facts.ts";

const root = mkdtempSync(join(tmpdir(), "facts-"));
afterAll(() => rmSync(root, { recursive: true }));

function machine(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}

test("version 1, with the unified hierarchy beside it", () => {
  const facts = readCgroupFacts(
    machine("v1", {
      "proc/self/mountinfo": [
        "25 20 0:21 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw,nsdelegate",
        "26 20 0:22 / /sys/fs/cgroup/memory rw,nosuid shared:9 - cgroup cgroup rw,memory",
        "27 20 0:23 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct",
        "28 20 0:24 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids",
      ].join("\n"),
      "sys/fs/cgroup/memory/memory.oom_control": "",
      "sys/fs/cgroup/memory/memory.kmem.tcp.limit_in_bytes": "",
      "sys/fs/cgroup/cpu,cpuacct/cpu.shares": "",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "",
    }),
  );
  expect(facts).toEqual({
    version: 1,
    hiddenMounts: ["/sys/fs/cgroup/unified"],
    memoryLimit: true,
    swapLimit: false,
    kernelMemoryTcp: true,
    oomKillDisable: true,
    cpuCfsPeriod: true,
    cpuCfsQuota: false,
    cpuShares: true,
    cpuset: false,
    pids: true,
  });
  expect(cgroupWarnings(facts)).toEqual([
    "WARNING: No swap limit support",
    "WARNING: No cpu cfs quota support",
    "WARNING: No cpuset support",
  ]);
});

test("version 2", () => {
  const facts = readCgroupFacts(
    machine("v2", {
      "proc/self/mountinfo": "25 20 0:21 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n",
      "proc/swaps": "",
      "sys/fs/cgroup/cgroup.controllers": "cpuset cpu io memory pids\n",
    }),
  );
  expect(facts).toMatchObject({ version: 2, memoryLimit: true, swapLimit: true, cpuset: true, pids: true });
  expect(cgroupWarnings(facts)).toEqual([]);
});

test("os-release and meminfo", () => {
  const values = parseOsRelease('PRETTY_NAME="Debian \\"12\\" (bookworm)"\nVERSION_ID=12\nNAME=\'x y\'\n# no\n');
  expect([values.get("PRETTY_NAME"), values.get("VERSION_ID"), values.get("NAME")]).toEqual([
    'Debian "12" (bookworm)',
    "12",
    "x y",
  ]);
  expect(memoryTotal("MemTotal:       24683620 kB\nMemFree: 1 kB\n")).toBe(25276026880);
});
