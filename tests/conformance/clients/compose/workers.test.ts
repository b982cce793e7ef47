import { expect, test } from "bun:test";
import { eventually } from "../../../support/eventually.ts";
import { sharedEngine } from "../../../support/shared-engine.ts";
import { Project, projects, tools } from "./project.ts";

/** What the tests read inside a worker: one line per limit. */
const look = [
  "id -un; pwd; ulimit -Sn; ulimit -Hn; cat /proc/sys/net/core/somaxconn",
  "grep elsewhere /etc/hosts; grep ^search /etc/resolv.conf",
  "grep -E '^(CapBnd|NoNewPrivs|Seccomp):' /proc/self/status; cat /proc/1/comm",
  "touch /file 2>&1; touch /scratch/file && echo written; df -k /dev/shm | tail -1 | awk '{print $2}'",
].join("; ");

const engine = sharedEngine();

const workers = projects(async (tool) => {
  const project = new Project(await engine(), tool, "workers");
  await project.do(["up", "-d", "--scale", "worker=3"]);
  return project;
});

test.each(tools)("$name: as many as asked for run, with their numbers", async (tool) => {
  const found = await (await workers(tool)).containers("worker");
  expect(found.map(({ State }) => State.Status)).toEqual(["running", "running", "running"]);
  expect(found.map(({ Name }) => Name.at(-1))).toEqual(["1", "2", "3"]);
  const said = await (await workers(tool)).do(["logs", "--no-color", "worker"]);
  for (const { Id } of found) expect(said).toContain(`worker ${Id.slice(0, 12)} is up`);
});

test.each(tools)(
  "$name: a name of several stands for all of them, an alias and a host name for their own",
  async (tool) => {
    const project = await workers(tool);
    const addresses = (await project.containers("worker")).map(
      ({ NetworkSettings }) => Object.values(NetworkSettings.Networks)[0]!.IPAddress,
    );
    const found = await project.do(["exec", "-T", "queue", "nslookup", "worker"]);
    expect(addresses.filter((address) => found.includes(address))).toHaveLength(3);
    const ask = (host: string): string[] => ["exec", "-T", "worker", "wget", "-q", "-O", "-", `http://${host}/next`];
    expect([await project.do(ask("jobs")), await project.do(ask("queue"))]).toEqual(["a job\n", "a job\n"]);
  },
);

test.each(tools)("$name: each has the limits and the rights that the file gives it", async (tool) => {
  const lines = (await (await workers(tool)).do(["exec", "-T", "worker", "sh", "-c", look])).trim().split("\n");
  expect(lines.map((line) => line.replaceAll("\t", " "))).toEqual([
    "www",
    "/var/www",
    "300",
    "300",
    "256",
    "10.9.8.7 elsewhere",
    "search example.test",
    "CapBnd: 0000000000002000",
    "NoNewPrivs: 1",
    "Seccomp: 2",
    "docker-init",
    "touch: /file: Read-only file system",
    "written",
    "2048",
  ]);
  expect((await (await workers(tool)).container("worker")).HostConfig).toMatchObject({
    Memory: 32 << 20,
    MemorySwap: 32 << 20,
    PidsLimit: 40,
    LogConfig: { Type: "json-file", Config: { "max-size": "1m", "max-file": "2" } },
  });
});

test.each(tools)("$name: a job that fails is tried again as often as its policy says", async (tool) => {
  const project = await workers(tool);
  const flaky = await eventually("the last try", async () => {
    const job = await project.container("flaky");
    return job.State.Status === "exited" && job.RestartCount === 2 ? job : undefined;
  });
  expect(flaky?.State.ExitCode).toBe(3);
  expect((await project.do(["logs", "--no-color", "flaky"])).match(/tried/g)).toHaveLength(3);
});

test.each(tools)("$name: pause, unpause and kill act on all of a service", async (tool) => {
  const project = await workers(tool);
  const states = async (): Promise<string[]> => (await project.containers("worker")).map(({ State }) => State.Status);
  await project.do(["pause", "worker"]);
  expect(await states()).toEqual(["paused", "paused", "paused"]);
  await project.do(["unpause", "worker"]);
  expect(await states()).toEqual(["running", "running", "running"]);
  await project.do(["kill", "-s", "TERM", "worker"]);
  await eventually("ended workers", async () => (await states()).every((state) => state === "exited"));
});

test.each(tools)("$name: fewer are wanted: the last ones go", async (tool) => {
  const project = await workers(tool);
  await project.do(["up", "-d", "--scale", "worker=1", "worker"]);
  const found = await project.containers("worker");
  expect(found.map(({ Name, State }) => [Name.at(-1), State.Status])).toEqual([["1", "running"]]);
});

test.each(tools)("$name: down leaves nothing", async (tool) => {
  const project = await workers(tool);
  await project.do(["down", "-t", "0"]);
  expect(await project.objects()).toEqual([]);
});
