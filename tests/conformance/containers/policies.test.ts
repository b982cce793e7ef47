import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Inspected {
  readonly RestartCount: number;
  readonly HostConfig: {
    readonly RestartPolicy: object;
    readonly PidsLimit: number | null;
    readonly CpuShares: number;
  };
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly Restarting: boolean;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string; readonly Log: readonly { ExitCode: number; Output: string }[] };
  };
}

async function run(name: string, script: string, body: object = {}): Promise<void> {
  const made = { Image: "busybox", Cmd: ["sh", "-c", script], ...body };
  await (await engine()).json("POST", `/containers/create?name=${name}`, made);
  expect((await post(`/containers/${name}/start`)).status).toBe(204);
}

async function post(path: string, body?: object): Promise<{ readonly status: number; readonly text: string }> {
  const { status, body: answer } = await (await engine()).request("POST", path, { body });
  return { status, text: answer.toString() };
}

async function inspect(name: string): Promise<Inspected> {
  return await (await engine()).json("GET", `/containers/${name}/json`);
}

async function untilRestarting(name: string, count: number): Promise<void> {
  await eventually(`${name} waits for restart ${count}`, async () => {
    const { RestartCount, State } = await inspect(name);
    return RestartCount >= count && State.Status === "restarting";
  });
}

const policy = (Name: string, MaximumRetryCount = 0) => ({
  HostConfig: { RestartPolicy: { Name, MaximumRetryCount } },
});

test("on-failure gives up after its attempts", async () => {
  await run("thrice", "exit 5", policy("on-failure", 2));
  await eventually("the last attempt", async () => {
    const { RestartCount, State } = await inspect("thrice");
    return RestartCount === 2 && State.Status === "exited" && State.ExitCode === 5;
  });
});

test("a container that waits for its restart refuses what needs a program, and can be stopped", async () => {
  await run("waits", "exit 1", policy("always"));
  await untilRestarting("waits", 4);
  expect((await inspect("waits")).State).toMatchObject({ Running: true, Restarting: true, ExitCode: 1 });
  expect((await post("/containers/waits/start")).status).toBe(304);
  const paused = await post("/containers/waits/pause");
  expect([paused.status, paused.text]).toEqual([
    409,
    expect.stringContaining("is restarting, wait until the container"),
  ]);
  expect((await post("/containers/waits/exec", { Cmd: ["true"] })).status).toBe(409);
  expect((await post("/containers/waits/stop")).status).toBe(204);
  const { State, RestartCount } = await inspect("waits");
  expect([State.Status, RestartCount >= 4]).toEqual(["exited", true]);
  expect((await post("/containers/waits/start")).status).toBe(204);
  expect((await inspect("waits")).RestartCount).toBeLessThan(4);
  expect((await post("/containers/waits/kill")).status).toBe(204);
});

test("a signal that somebody sends ends the say of the policy", async () => {
  await run("signalled", "trap 'exit 0' USR1; while :; do sleep 0.05; done", policy("unless-stopped"));
  await Bun.sleep(200);
  await post("/containers/signalled/kill?signal=USR1");
  await eventually("the end", async () => (await inspect("signalled")).State.Status === "exited");
});

test("health follows the probes", async () => {
  const check = { Test: ["CMD-SHELL", "cat /ok"], Interval: 100e6, Retries: 1 };
  await run("checked", "sleep 1000", { Healthcheck: check });
  await eventually("unhealthy", async () => (await inspect("checked")).State.Health?.Status === "unhealthy");
  const made = await (await engine()).json<{ Id: string }>("POST", "/containers/checked/exec", {
    Cmd: ["touch", "/ok"],
  });
  await post(`/exec/${made.Id}/start`, {});
  await eventually("healthy", async () => (await inspect("checked")).State.Health?.Status === "healthy");
  await post("/containers/checked/pause");
  expect((await inspect("checked")).State.Health?.Status).toBe("unhealthy");
  await post("/containers/checked/unpause");
  await eventually("healthy again", async () => (await inspect("checked")).State.Health?.Status === "healthy");
});

test("a probe that takes too long is killed, with what it said", async () => {
  const check = { Test: ["CMD-SHELL", "echo said; exec sleep 30"], Interval: 100e6, Timeout: 500e6, Retries: 1 };
  await run("slow-probe", "sleep 1000", { Healthcheck: check });
  await eventually("a result", async () => (await inspect("slow-probe")).State.Health?.Log.length);
  const [result] = (await inspect("slow-probe")).State.Health?.Log ?? [];
  expect(result).toMatchObject({ ExitCode: -1, Output: "Health check exceeded timeout (500ms): said\n" });
});

test("an update changes what it names, and refuses what does not go with it", async () => {
  await run("updated", "sleep 1000");
  const changed = await post("/containers/updated/update", {
    PidsLimit: 50,
    CpuShares: 300,
    RestartPolicy: { Name: "on-failure", MaximumRetryCount: 2 },
  });
  expect(changed).toEqual({ status: 200, text: '{"Warnings":null}\n' });
  expect((await inspect("updated")).HostConfig).toMatchObject({
    PidsLimit: 50,
    CpuShares: 300,
    RestartPolicy: { Name: "on-failure", MaximumRetryCount: 2 },
  });
  expect((await post("/containers/updated/update", { Memory: 1 })).status).toBe(400);
  expect((await post("/containers/updated/update", { Memory: 64 << 20 })).status).toBe(409);
  expect((await post("/containers/nosuch/update", {})).status).toBe(404);
});
