import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ContainerWhy } from "#api/types.gen.ts";
import { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";

/** Why containers ended, whoever ended them, and that an engine that was killed or stopped knows it afterwards. */

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
  await engine.loadBusybox();
});
afterAll(() => engine?.[Symbol.asyncDispose]());

async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await engine.docker(args);
  if (code !== 0) throw new Error(`docker ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

const run = (name: string, script: string, ...options: string[]): Promise<string> =>
  docker("run", "-d", "--name", name, ...options, "busybox", "sh", "-c", script);

const why = (name: string): Promise<ContainerWhy> => engine.json("GET", `/containers/${name}/why`);

const told = async (name: string): Promise<string> => (await engine.own(["why", name])).stdout;

const obedient = "trap 'exit 0' TERM; while :; do sleep 0.05; done";
const stubborn = "trap '' TERM; while :; do sleep 0.05; done";

/** A shell that has set its traps. */
const ready = (name: string): Promise<unknown> =>
  eventually(`${name} sleeps`, async () => ((await docker("top", name)).includes("sleep 0.05") ? true : undefined));

test("who asked, by which call and with which client, over kills of the engine", async () => {
  for (const name of ["stopped", "killed", "restarted", "hung"]) await run(name, name === "hung" ? stubborn : obedient);
  for (const name of ["stopped", "killed", "restarted", "hung"]) await ready(name);
  await docker("stop", "stopped");
  await docker("stop", "-t", "0", "hung");
  await docker("kill", "-s", "KILL", "killed");
  await docker("restart", "restarted");
  const check = async (): Promise<void> => {
    const client = expect.stringContaining("Docker-Client/");
    expect(await why("stopped")).toMatchObject({
      ...{ Reason: "asked", ExitCode: 0, Asked: { Act: "stop", Signal: 15, Client: client } },
      NoRestart: "no-policy",
    });
    expect((await why("stopped")).Asked?.Overdue).toBeUndefined();
    expect(await why("hung")).toMatchObject({
      ...{ Reason: "asked", ExitCode: 137, Asked: { Act: "stop", Signal: 15, Overdue: true } },
    });
    expect(await why("killed")).toMatchObject({ Reason: "asked", ExitCode: 137, Asked: { Act: "kill", Signal: 9 } });
    expect(await why("restarted")).toMatchObject({
      ...{ Reason: "running", Previous: { ExitCode: 0, Asked: { Act: "restart", Signal: 15 } } },
    });
  };
  await check();
  await engine.kill9();
  await engine.up();
  await check();
  expect(await told("hung")).toMatch(
    /\nWhy: +it was stopped by Docker-Client\/.*: SIGTERM, and SIGKILL when its grace was over\n/,
  );
});

test("compose is named by its own name", async () => {
  await run("composed", obedient);
  await ready("composed");
  const headers = { "User-Agent": "compose/v2.40.3" };
  expect((await engine.request("POST", "/containers/composed/stop", { headers })).status).toBe(204);
  expect((await why("composed")).Asked?.Client).toBe("compose/v2.40.3");
});

test("ends by themselves, by the kernel, by a stranger, and none at all", async () => {
  await docker("run", "--name", "failed", "busybox", "false").catch(() => {});
  expect(await why("failed")).toMatchObject({ Reason: "exit", ExitCode: 1 });
  await docker("run", "--name", "suicide", "busybox", "sh", "-c", "sh -c 'kill -SEGV $$'; exit $?").catch(() => {});
  expect(await why("suicide")).toMatchObject({ Reason: "signal", Signal: 11 });
  await docker("create", "--name", "fresh", "busybox");
  expect(await why("fresh")).toMatchObject({ Reason: "created", Status: "created" });
  await run("hungry", "x=a; while :; do x=$x$x; done", "-m", "16m");
  await docker("wait", "hungry");
  expect(await why("hungry")).toMatchObject({ Reason: "oom", OOMKilled: true, MemoryLimit: 16 << 20 });
  await run("gentle", "trap : HUP; while :; do sleep 0.05; done");
  await ready("gentle");
  await docker("kill", "-s", "HUP", "gentle");
  expect(await why("gentle")).toMatchObject({ Reason: "running", Asked: { Act: "kill", Signal: 1 } });
});

test("starts that came to nothing", async () => {
  await engine.docker(["run", "--name", "missing", "busybox", "/no/such/program"]);
  expect(await why("missing")).toMatchObject({
    Reason: "start-failed",
    StartFailure: "command-not-found",
    ExitCode: 127,
  });
  await engine.docker(["run", "--name", "plain", "busybox", "/etc"]);
  expect(await why("plain")).toMatchObject({
    ...{ Reason: "start-failed", StartFailure: "command-not-executable", ExitCode: 126 },
  });
  await run("first", obedient, "-p", "18099:80");
  await engine.docker(["run", "-d", "--name", "second", "-p", "18099:80", "busybox", "true"]);
  expect(await why("second")).toMatchObject({
    ...{ Reason: "start-failed", StartFailure: "port-in-use", Port: 18099, PortHolder: "first" },
  });
  expect(await told("second")).toContain("port 18099 of the host is in use by container first\n");
});

test("restart policies: the wait, and why there is none", async () => {
  await run("again", "exit 4", "--restart", "on-failure:3");
  await eventually("three restarts", async () =>
    (await why("again")).NoRestart === "retries-used-up" ? true : undefined,
  );
  expect(await why("again")).toMatchObject({ Reason: "exit", ExitCode: 4, RestartCount: 3 });
  await run("ever", "exit 5", "--restart", "always");
  const waiting = await eventually("a wait", async () => {
    const now = await why("ever");
    return now.RestartsAt === undefined || now.RestartCount < 3 ? undefined : now;
  });
  expect(waiting).toMatchObject({ Status: "restarting", ExitCode: 5 });
  expect(Date.parse(waiting?.RestartsAt ?? "")).toBeGreaterThan(Date.parse(waiting?.FinishedAt ?? ""));
  await docker("rm", "-f", "ever");
});

test("the end of the engine is no wish of anybody, and is told after its next start", async () => {
  await run("outlived", obedient, "--restart", "no");
  await ready("outlived");
  await engine.stop();
  await engine.up();
  expect(await why("outlived")).toMatchObject({ Reason: "asked", Asked: { Act: "shutdown", Signal: 15 } });
  expect(await told("outlived")).toContain("the engine was shut down: SIGTERM\n");
});

test("a container that is not there", async () => {
  const { status, body } = await engine.request("GET", "/containers/nosuch/why");
  expect([status, body.toString()]).toEqual([404, '{"message":"No such container: nosuch"}\n']);
});
