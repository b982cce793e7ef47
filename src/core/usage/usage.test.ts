import { expect, test } from "bun:test";
import { encode } from "#api/encode.ts";
import { cgroupDirectory, cgroupMounts, containerCgroup, processCgroups } from "./cgroup-path.ts";
import { v1Blkio, v1Cpu, v1Memory, v1Pids } from "./cgroup-v1.ts";
import { v2Blkio, v2Cpu, v2Memory, v2Pids } from "./cgroup-v2.ts";
import { noLimit } from "./counters.ts";
import { machineCpu, networkCounters } from "./proc.ts";
import { emptyStats, statsView } from "./stats-view.ts";

const id = "ab".repeat(32);

test("version 1: times, throttling and processors", () => {
  const files = {
    "cpuacct.usage": "476926036\n",
    "cpuacct.usage_percpu": "338606167 138319869 \n",
    "cpuacct.stat": "user 45\nsystem 2\n",
    "cpu.stat": "nr_periods 25\nnr_throttled 3\nthrottled_time 71190215\n",
  };
  expect(v1Cpu(files)).toEqual({
    cpu_usage: {
      total_usage: 476926036,
      percpu_usage: [338606167, 138319869],
      usage_in_kernelmode: 20000000,
      usage_in_usermode: 450000000,
    },
    throttling_data: { periods: 25, throttled_periods: 3, throttled_time: 71190215 },
  });
});

test("version 1: memory, its limit at most the machine's, big numbers whole", () => {
  const files = {
    "memory.stat": "cache 4096\nswap 1\nhierarchical_memory_limit 9223372036854771712\ntotal_inactive_file 100\n",
    "memory.usage_in_bytes": "356352\n",
    "memory.max_usage_in_bytes": "3842048\n",
    "memory.failcnt": "7\n",
    "memory.limit_in_bytes": "9223372036854771712\n",
  };
  const memory = v1Memory(files, 1 << 30);
  expect(memory).toMatchObject({ usage: 356352, max_usage: 3842048, failcnt: 7, limit: 1 << 30 });
  expect(memory.stats).toMatchObject({ cache: 4096n, total_inactive_file: 100n, total_rss: 0n });
  expect(Object.keys(memory.stats ?? {})).toHaveLength(32);
  expect(encode("MemoryStats", memory)).toContain('"hierarchical_memory_limit":9223372036854771712');
  expect(v1Memory({}, 1)).toEqual({});
});

test("version 1: processes and devices", () => {
  expect(v1Pids({ "pids.current": "3\n", "pids.max": "20\n" })).toEqual({ current: 3, limit: 20n });
  expect(v1Pids({ "pids.current": "3\n", "pids.max": "max\n" })).toEqual({ current: 3 });
  const bytes = "8:0 Read 1048576\n8:0 Write 4096\n8:0 Total 1052672\nTotal 1052672\n";
  expect(v1Blkio({ "blkio.throttle.io_service_bytes": bytes })).toMatchObject({
    io_service_bytes_recursive: [
      { major: 8, minor: 0, op: "read", value: 1048576 },
      { major: 8, minor: 0, op: "write", value: 4096 },
      { major: 8, minor: 0, op: "total", value: 1052672 },
    ],
    io_serviced_recursive: [],
    sectors_recursive: [],
  });
});

test("version 2: times in nanoseconds", () => {
  const stat = "usage_usec 5000\nuser_usec 3000\nsystem_usec 2000\nnr_periods 4\nnr_throttled 1\nthrottled_usec 9\n";
  expect(v2Cpu({ "cpu.stat": stat })).toEqual({
    cpu_usage: { total_usage: 5_000_000, usage_in_kernelmode: 2_000_000, usage_in_usermode: 3_000_000 },
    throttling_data: { periods: 4, throttled_periods: 1, throttled_time: 9000 },
  });
});

test("version 2: memory, processes and devices", () => {
  const files = {
    "memory.stat": "anon 100\nfile 200\ninactive_file 50\nsomething_new 1\n",
    "memory.current": "4096\n",
    "memory.max": "max\n",
    "memory.events": "low 0\nhigh 0\nmax 3\noom 2\noom_kill 1\n",
  };
  const memory = v2Memory(files, 1 << 30);
  expect(memory).toMatchObject({ usage: 4096, limit: 1 << 30, failcnt: 2 });
  expect(memory.stats).toMatchObject({ anon: 100n, inactive_file: 50n, pgscan: 0n });
  expect(memory.stats).not.toHaveProperty("something_new");
  expect(v2Memory({ ...files, "memory.max": "8192\n" }, 1 << 30).limit).toBe(8192);
  expect(v2Pids({ "pids.current": "1\n", "pids.max": "max\n" })).toEqual({ current: 1, limit: noLimit });
  expect(v2Blkio({ "io.stat": "" }).io_service_bytes_recursive).toBeNull();
  expect(v2Blkio({ "io.stat": "8:16 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n253:0 \n" })).toMatchObject({
    io_service_bytes_recursive: [
      { major: 8, minor: 16, op: "read", value: 1 },
      { major: 8, minor: 16, op: "write", value: 2 },
      { major: 253, minor: 0, op: "read", value: 0 },
      { major: 253, minor: 0, op: "write", value: 0 },
    ],
    io_serviced_recursive: null,
  });
});

test("network counters without loopback", () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       2    0    0    0     0          0         0      100       2    0    0    0     0       0          0
  eth0:    1042      11    1    2    0     0          0         0      126       3    4    5    0     0       0          0
eth1:7 8 0 0 0 0 0 0 9 10 0 0 0 0 0 0
`;
  expect(networkCounters(text)).toEqual({
    eth0: {
      ...{ rx_bytes: 1042, rx_packets: 11, rx_errors: 1, rx_dropped: 2 },
      ...{ tx_bytes: 126, tx_packets: 3, tx_errors: 4, tx_dropped: 5 },
    },
    eth1: {
      ...{ rx_bytes: 7, rx_packets: 8, rx_errors: 0, rx_dropped: 0 },
      ...{ tx_bytes: 9, tx_packets: 10, tx_errors: 0, tx_dropped: 0 },
    },
  });
});

test("the machine's time leaves out what is counted twice", () => {
  const text = "cpu  1 2 3 4 5 6 7 80 90 100\ncpu0 1 1 1 1\ncpu1 0 1 2 3\nintr 5\n";
  expect(machineCpu(text)).toEqual({ usageNs: 28 * 1e7, onlineCpus: 2 });
});

test("a container's cgroup is found above that of a process in it", () => {
  const legacy = processCgroups(`12:pids:/docker/${id}\n3:cpu,cpuacct:/docker/${id}/init.scope\n0::/\n`);
  expect(legacy.controllers.get("cpuacct")).toBe(`/docker/${id}/init.scope`);
  expect(legacy.unified).toBe("/");
  expect(containerCgroup(`/docker/${id}/init.scope`, id)).toBe(`/docker/${id}`);
  expect(containerCgroup(`/system.slice/docker-${id}.scope/a`, id)).toBe(`/system.slice/docker-${id}.scope`);
  expect(containerCgroup("/elsewhere", id)).toBe("/elsewhere");
});

test("mounts of part of a hierarchy", () => {
  const mounts = cgroupMounts(`30 25 0:26 / /sys/fs/cgroup/unified rw,nosuid - cgroup2 cgroup2 rw
31 25 0:27 /docker/x /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
32 25 0:28 / /sys/fs/cgroup/pids rw shared:1 - cgroup cgroup rw,pids
`);
  expect(mounts.unified).toEqual({ mountPoint: "/sys/fs/cgroup/unified", root: "/" });
  const cpu = mounts.controllers.get("cpu");
  expect(cpu && cgroupDirectory(cpu, "/docker/x/y")).toBe("/sys/fs/cgroup/cpu,cpuacct/y");
  const pids = mounts.controllers.get("pids");
  expect(pids && cgroupDirectory(pids, "/a")).toBe("/sys/fs/cgroup/pids/a");
  expect(pids && cgroupDirectory(pids, "/")).toBe("/sys/fs/cgroup/pids");
});

test("what does not run has no figures", () => {
  const stats = emptyStats({ id, name: "/box" });
  expect(encode("StatsResponse", stats)).toStartWith(
    `{"name":"/box","id":"${id}","read":"0001-01-01T00:00:00Z","preread":"0001-01-01T00:00:00Z","pids_stats":{},`,
  );
  expect(encode("StatsResponse", stats)).toEndWith('"memory_stats":{}}');
});

test("a sample stands beside the one before it", () => {
  const usage = { cpu: v1Cpu({ "cpuacct.usage": "10" }), memory: {}, pids: {}, blkio: v1Blkio({}) };
  const first = { read: "2026-01-01T00:00:00Z", machine: { usageNs: 100, onlineCpus: 2 }, usage };
  const second = { ...first, read: "2026-01-01T00:00:01Z", machine: { usageNs: 300, onlineCpus: 2 } };
  expect(statsView({}, first, undefined)).toMatchObject({ preread: "0001-01-01T00:00:00Z" });
  expect(statsView({}, first, undefined).precpu_stats).not.toHaveProperty("system_cpu_usage", 100);
  expect(statsView({ id, name: "/box" }, second, first)).toMatchObject({
    id,
    read: "2026-01-01T00:00:01Z",
    preread: "2026-01-01T00:00:00Z",
    cpu_stats: { system_cpu_usage: 300, online_cpus: 2, cpu_usage: { total_usage: 10 } },
    precpu_stats: { system_cpu_usage: 100 },
  });
});
