import { expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import type { UsageReader } from "#core/usage/contract.ts";
import { openUsageReader } from "./usage-reader.ts";

const op = backgroundOp();
const id = "ab".repeat(32);
const subject = { containerId: id, pid: 42, networks: true };
const netDev = "  eth0: 10 1 0 0 0 0 0 0 20 2 0 0 0 0 0 0\n    lo: 5 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0\n";

/** A machine whose files are those given. */
async function withMachine(files: Record<string, string>, work: (reader: UsageReader) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "usage-test-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await work(openUsageReader({ root, memoryBytes: 1 << 30 }));
  } finally {
    await rm(root, { recursive: true });
  }
}

const v2 = `sys/fs/cgroup/system.slice/docker-${id}.scope`;
const unified = {
  "proc/self/mountinfo": "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
  "proc/42/cgroup": `0::/system.slice/docker-${id}.scope/init.scope\n`,
  "proc/42/net/dev": netDev,
  "proc/stat": "cpu 1 1 1 1 1 1 1 9 9 9\ncpu0 1\ncpu1 1\ncpu2 1\n",
  [`${v2}/cpu.stat`]: "usage_usec 7\n",
  [`${v2}/memory.stat`]: "anon 5\n",
  [`${v2}/memory.current`]: "4096\n",
  [`${v2}/memory.max`]: "8192\n",
  [`${v2}/pids.current`]: "3\n",
  [`${v2}/pids.max`]: "max\n",
  [`${v2}/io.stat`]: "8:0 rbytes=1 wbytes=2\n",
  [`${v2}/cgroup.procs`]: "",
  [`${v2}/init.scope/cgroup.procs`]: "42\n7\n",
  [`${v2}/below/deeper/cgroup.procs`]: "99\n",
};

test("the unified hierarchy, also where the container has made cgroups of its own", async () => {
  await withMachine(unified, async (reader) => {
    expect(await reader.read(op, subject)).toMatchObject({
      cpu: { cpu_usage: { total_usage: 7000 } },
      memory: { usage: 4096, limit: 8192 },
      pids: { current: 3, limit: 2n ** 64n - 1n },
      networks: { eth0: { rx_bytes: 10, tx_bytes: 20 } },
    });
    expect(await reader.processes(op, subject)).toEqual([7, 42, 99]);
    expect(await reader.machine(op)).toEqual({ usageNs: 7e7, onlineCpus: 3 });
  });
});

const v1 = (controller: string): string => `sys/fs/cgroup/${controller}/docker/${id}`;
const hybrid = {
  "proc/self/mountinfo":
    "29 25 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n" +
    "30 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n" +
    "31 25 0:28 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n" +
    "32 25 0:29 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n",
  "proc/42/cgroup": `4:memory:/docker/${id}\n3:cpu,cpuacct:/docker/${id}\n2:pids:/docker/${id}\n1:name=systemd:/x\n0::/y\n`,
  "proc/42/net/dev": netDev,
  [`${v1("cpu,cpuacct")}/cpuacct.usage`]: "11\n",
  [`${v1("cpu,cpuacct")}/cpuacct.usage_percpu`]: "5 6 \n",
  [`${v1("memory")}/memory.stat`]: "cache 1\n",
  [`${v1("memory")}/memory.usage_in_bytes`]: "12\n",
  [`${v1("memory")}/memory.limit_in_bytes`]: "9223372036854771712\n",
  [`${v1("pids")}/pids.current`]: "2\n",
  [`${v1("pids")}/pids.max`]: "20\n",
  [`${v1("pids")}/cgroup.procs`]: "42\n43\n",
};

test("version 1 beside the unified hierarchy; a controller that is missing counts nothing", async () => {
  await withMachine(hybrid, async (reader) => {
    const usage = await reader.read(op, { ...subject, networks: false });
    expect(usage).toMatchObject({
      cpu: { cpu_usage: { total_usage: 11, percpu_usage: [5, 6] } },
      memory: { usage: 12, limit: 1 << 30 },
      pids: { current: 2, limit: 20n },
      blkio: { io_service_bytes_recursive: [] },
    });
    expect(usage).not.toHaveProperty("networks");
    expect(await reader.processes(op, subject)).toEqual([42, 43]);
  });
});

test("a process that is gone", async () => {
  await withMachine(unified, async (reader) => {
    const gone = await reader.read(op, { ...subject, pid: 1 }).catch((error: unknown) => error);
    expect(gone).toMatchObject({ kind: "not-found" });
  });
});

test("this process on this machine", async () => {
  const reader = openUsageReader({ memoryBytes: 1 << 30 });
  const own = { containerId: "none", pid: process.pid, networks: true };
  expect((await reader.read(op, own)).cpu.cpu_usage.total_usage).toBeGreaterThan(0);
  expect(await reader.processes(op, own)).toContain(process.pid);
  expect((await reader.machine(op)).onlineCpus).toBeGreaterThan(0);
});
