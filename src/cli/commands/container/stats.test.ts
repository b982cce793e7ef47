import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as stats from "./stats.ts";
import * as top from "./top.ts";

const id = "ab".repeat(32);
const cpu = (total: number, system: number) => ({
  cpu_usage: { total_usage: total, usage_in_kernelmode: 0, usage_in_usermode: 0 },
  ...{ system_cpu_usage: system, online_cpus: 2 },
  throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 },
});
const figures = {
  ...{ name: "/box", id, read: "2026-01-01T00:00:01Z", preread: "2026-01-01T00:00:00Z", num_procs: 0 },
  pids_stats: { current: 3 },
  blkio_stats: {
    io_service_bytes_recursive: [
      { major: 8, minor: 0, op: "Read", value: 1000 },
      { major: 8, minor: 0, op: "write", value: 20 },
      { major: 8, minor: 0, op: "Total", value: 1020 },
    ],
  },
  ...{ cpu_stats: cpu(300, 2000), precpu_stats: cpu(100, 1000) },
  memory_stats: { usage: 3 << 20, limit: 64 << 20, stats: { inactive_file: 1 << 20 } },
  networks: { eth0: { rx_bytes: 1042, tx_bytes: 100 }, eth1: { rx_bytes: 0, tx_bytes: 26 } },
};

test("one figure: of one processor, without cache, over all networks", async () => {
  const result = await runCommand(stats, ["--no-stream", "box"], { answers: [{ json: figures }] });
  expect(
    result.out,
  ).toBe(`CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O         BLOCK I/O   PIDS
abababababab   box       40.00%    2MiB / 64MiB        3.12%     1.04kB / 126B   1kB / 20B   3
`);
  expect(result.requests[0]?.path).toBe("/containers/box/stats?stream=0");
});

test("as JSON, with the name that was given", async () => {
  const result = await runCommand(stats, ["--no-stream", "--no-trunc", "--format", "json", "b"], {
    answers: [{ json: figures }],
  });
  expect(JSON.parse(result.out)).toEqual({
    ...{ BlockIO: "1kB / 20B", CPUPerc: "40.00%", Container: "b", ID: id, MemPerc: "3.12%" },
    ...{ MemUsage: "2MiB / 64MiB", Name: "box", NetIO: "1.04kB / 126B", PIDs: "3" },
  });
});

test("a container that is not there is an error, whatever the others are", async () => {
  const absent = { status: 404, json: { message: "No such container: nosuch" } };
  const result = await runCommand(stats, ["--no-stream", "box", "nosuch"], { answers: [{ json: figures }, absent] });
  expect(result).toMatchObject({ code: 1, out: "", err: "Error response from daemon: No such container: nosuch" });
});

test("without names all that run are shown", async () => {
  const list = { json: [{ Id: id }] };
  const result = await runCommand(stats, ["--no-stream"], { answers: [list, { json: figures }] });
  expect(result.requests.map(({ path }) => path)).toEqual([
    "/containers/json",
    `/containers/${"ab".repeat(32)}/stats?stream=0`,
  ]);
  const none = await runCommand(stats, ["--no-stream"], { answers: [{ json: [] }] });
  expect(none.out).toStartWith("CONTAINER ID   NAME      CPU %");
});

test("top prints columns, and hands options on to ps", async () => {
  const answers = [{ json: { Titles: ["PID", "CMD"], Processes: [["1", "sleep 1000"]] } }];
  const result = await runCommand(top, ["box", "-o", "pid,cmd"], { answers });
  expect(result.out).toBe("PID                 CMD\n1                   sleep 1000\n");
  expect(result.requests[0]?.path).toBe("/containers/box/top?ps_args=-o+pid%2Ccmd");
});

test("rows by a column: figures from the largest down, those without any last", async () => {
  const named = (name: string, memory: number) => ({
    json: { ...figures, name: `/${name}`, memory_stats: { usage: memory, limit: 64 << 20 } },
  });
  const sorted = async (column: string): Promise<string[]> => {
    const answers = [named("a", 1000), named("b", 3000), named("c10", 2000), named("c9", 2000)];
    const argv = ["--no-stream", "--format", "{{.Name}}", "--sort", column, "1", "2", "3", "4"];
    return (await runCommand(stats, argv, { answers })).out.trim().split("\n");
  };
  expect(await sorted("mem")).toEqual(["b", "c9", "c10", "a"]);
  expect(await sorted("-MemUsage")).toEqual(["a", "c9", "c10", "b"]);
  expect(await sorted("name")).toEqual(["a", "b", "c9", "c10"]);
  const none = await runCommand(stats, ["--sort", "nosuch"], { answers: [] });
  expect(none.err).toBe(
    'cannot sort by "nosuch": columns are container, name, id, cpu, mem, memperc, net, block, pids',
  );
});
