import { expect, test } from "bun:test";
import type { ContainerTopResponse, StatsResponse } from "#api/types.gen.ts";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";
import { Stream } from "../../support/stream.ts";

const engine = sharedEngine();

async function start(name: string, body: object): Promise<void> {
  await (await engine()).json("POST", `/containers/create?name=${name}`, { Image: "busybox", ...body });
  await (await engine()).json("POST", `/containers/${name}/start`);
}

async function stats(name: string, query = "stream=0"): Promise<StatsResponse> {
  return (await engine()).json("GET", `/containers/${name}/stats?${query}`);
}

async function refusal(path: string): Promise<[number, string]> {
  const { status, body } = await (await engine()).request("GET", path);
  return [status, (JSON.parse(body.toString()) as { message: string }).message];
}

const busy = {
  Cmd: ["sh", "-c", "while :; do :; done"],
  HostConfig: { Memory: 64 << 20, PidsLimit: 20, NanoCpus: 2e8 },
};

test("figures of a busy container, beside those of a second before", async () => {
  await start("busy", busy);
  const now = await stats("busy");
  expect(now).toMatchObject({ name: "/busy", pids_stats: { limit: 20 }, memory_stats: { limit: 64 << 20 } });
  const { cpu_stats: cpu, precpu_stats: before, networks = {} } = now;
  expect(cpu.cpu_usage.total_usage).toBeGreaterThan(before.cpu_usage.total_usage);
  expect(cpu.system_cpu_usage ?? 0).toBeGreaterThan(before.system_cpu_usage ?? 0);
  expect(Date.parse(now.read)).toBeGreaterThan(Date.parse(now.preread));
  expect(Object.keys(networks)).toEqual(["eth0"]);
  const once = await stats("busy", "stream=0&one-shot=1");
  expect(once.precpu_stats.cpu_usage.total_usage).toBe(0);
  expect([once.id, once.preread]).toEqual([undefined, "0001-01-01T00:00:00Z"]);
});

test("networks are those of the container, or of the one that it joins", async () => {
  const sleep = { Cmd: ["sleep", "1000"] };
  await start("joined", { ...sleep, HostConfig: { NetworkMode: "container:busy" } });
  await start("on-host", { ...sleep, HostConfig: { NetworkMode: "host" } });
  await start("alone", { ...sleep, HostConfig: { NetworkMode: "none" } });
  const names = async (name: string) => Object.keys((await stats(name, "stream=0&one-shot=1")).networks ?? {});
  expect(await names("joined")).toEqual(["eth0"]);
  expect(await names("on-host")).toEqual([]);
  expect(await names("alone")).toEqual([]);
});

test("a stream goes on over the container's end, until it is removed", async () => {
  await start("brief", { Cmd: ["sleep", "1000"] });
  const { paths } = await engine();
  const stream = await Stream.open(paths.socket, "GET", { path: "/containers/brief/stats" });
  await stream.expect('"name":"/brief"');
  await (await engine()).request("POST", "/containers/brief/kill");
  await stream.expect('"read":"0001-01-01T00:00:00Z"');
  await (await engine()).request("DELETE", "/containers/brief");
  await stream.expect("\r\n0\r\n\r\n");
  stream.close();
});

test("what does not run, or cannot be", async () => {
  await (await engine()).json("POST", "/containers/create?name=idle", { Image: "busybox" });
  expect(await stats("idle")).toMatchObject({ name: "/idle", read: "0001-01-01T00:00:00Z", pids_stats: {} });
  expect(await refusal("/containers/nosuch/stats")).toEqual([404, "No such container: nosuch"]);
  expect(await refusal("/containers/idle/stats?one-shot=1")).toEqual([
    400,
    "cannot have stream=true and one-shot=true",
  ]);
});

test("top shows the container's processes with the columns asked for", async () => {
  await start("topped", { Cmd: ["sh", "-c", "sleep 1000 & exec sleep 2000"] });
  const top = async (args: string): Promise<ContainerTopResponse> =>
    (await engine()).json("GET", `/containers/topped/top?ps_args=${encodeURIComponent(args)}`);
  const commands = ({ Processes }: ContainerTopResponse) => Processes?.map((row) => row?.at(-1)).sort();
  await eventually("both run", async () => commands(await top(""))?.join() === "sleep 1000,sleep 2000");
  const all = await top("");
  expect(all.Titles).toEqual(["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]);
  expect(commands(all)).toEqual(["sleep 1000", "sleep 2000"]);
  expect((await top("-o pid,comm")).Titles).toEqual(["PID", "COMMAND"]);
  expect((await top("aux")).Processes).toHaveLength(2);
  const path = "/containers/topped/top?ps_args=";
  expect(await refusal(`${path}-o%20comm`)).toEqual([500, "Couldn't find PID field in ps output"]);
  expect(await refusal(`${path}-o%20x%3DPID`)).toEqual([500, 'specifying "x=PID" is not allowed']);
  expect(await refusal(`${path}--nosuch`)).toEqual([500, "ps: error: unknown gnu long option"]);
});

test("the client's tables", async () => {
  const once = await (await engine()).docker(["stats", "--no-stream", "--format", "json", "busy"]);
  expect(JSON.parse(once.stdout)).toMatchObject({ Name: "busy", Container: "busy" });
  const { stdout } = await (await engine()).docker(["top", "topped", "-o", "pid,comm"]);
  expect(stdout).toMatch(/^PID +COMMAND\n\d+ +sleep\n\d+ +sleep\n$/);
});
