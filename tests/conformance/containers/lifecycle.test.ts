import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly Pid: number;
  };
  readonly RestartCount: number;
}

async function create(name: string, body: object = { Cmd: ["sleep", "1000"] }): Promise<string> {
  const made = { Image: "busybox", ...body };
  return (await (await engine()).json<{ Id: string }>("POST", `/containers/create?name=${name}`, made)).Id;
}

async function post(path: string): Promise<number> {
  return (await (await engine()).request("POST", path)).status;
}

async function inspect(name: string): Promise<Inspected> {
  return await (await engine()).json("GET", `/containers/${name}/json`);
}

/** Waits until the container has printed the word: a first process that has set no trap yet is deaf to signals. */
async function printed(name: string, word: string): Promise<void> {
  await eventually(`${name} prints ${word}`, async () => {
    const { body } = await (await engine()).request("GET", `/containers/${name}/logs?stdout=1`);
    return body.toString().includes(word);
  });
}

test("a container goes from created to running to exited", async () => {
  const id = await create("cycle");
  expect(id).toMatch(/^[0-9a-f]{64}$/);
  expect((await inspect("cycle")).State).toMatchObject({ Status: "created", Running: false, Pid: 0 });
  expect(await post("/containers/cycle/start")).toBe(204);
  expect(await post("/containers/cycle/start")).toBe(304);
  const running = await inspect("cycle");
  expect(running).toMatchObject({ Name: "/cycle", State: { Status: "running", Running: true } });
  expect(() => process.kill(running.State.Pid, 0)).not.toThrow();
  expect(await post("/containers/cycle/stop?t=0")).toBe(204);
  expect(await post("/containers/cycle/stop")).toBe(304);
  expect((await inspect("cycle")).State).toMatchObject({ Status: "exited", Running: false, ExitCode: 137, Pid: 0 });
});

test("stop sends the stop signal first and KILL after the grace", async () => {
  const polite = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done";
  await create("polite", { Cmd: ["sh", "-c", polite] });
  await post("/containers/polite/start");
  await printed("polite", "ready");
  await post("/containers/polite/stop?t=10");
  expect((await inspect("polite")).State.ExitCode).toBe(9);
  await create("usr1", {
    Cmd: ["sh", "-c", "trap 'exit 3' USR1; echo ready; while :; do sleep 0.05; done"],
    StopSignal: "USR1",
  });
  await post("/containers/usr1/start");
  await printed("usr1", "ready");
  await post("/containers/usr1/stop?t=10");
  expect((await inspect("usr1")).State.ExitCode).toBe(3);
});

test("kill refuses an unknown signal and a container that does not run", async () => {
  await create("killed");
  const notRunning = await (await engine()).request("POST", "/containers/killed/kill");
  expect([notRunning.status, notRunning.body.toString()]).toEqual([409, expect.stringContaining("is not running")]);
  await post("/containers/killed/start");
  const invalid = await (await engine()).request("POST", "/containers/killed/kill?signal=NOSUCH");
  expect([invalid.status, JSON.parse(invalid.body.toString())]).toEqual([
    400,
    { message: "cannot kill container: killed: invalid signal: NOSUCH" },
  ]);
  expect(await post("/containers/killed/kill?signal=SIGKILL")).toBe(204);
  expect((await (await engine()).json<{ StatusCode: number }>("POST", "/containers/killed/wait")).StatusCode).toBe(137);
});

test("restart gives a new process", async () => {
  await create("again");
  await post("/containers/again/start");
  const before = (await inspect("again")).State.Pid;
  expect(await post("/containers/again/restart?t=0")).toBe(204);
  const after = await inspect("again");
  expect(after.State.Running).toBe(true);
  expect(after.State.Pid).not.toBe(before);
});

test("wait answers at the next exit and at removal", async () => {
  await create("awaited", { Cmd: ["sh", "-c", "exit 4"], HostConfig: { AutoRemove: true } });
  const next = (await engine()).json<{ StatusCode: number }>("POST", "/containers/awaited/wait?condition=next-exit");
  const removed = (await engine()).json<{ StatusCode: number }>("POST", "/containers/awaited/wait?condition=removed");
  await Bun.sleep(100);
  await post("/containers/awaited/start");
  expect((await next).StatusCode).toBe(4);
  expect((await removed).StatusCode).toBe(4);
  expect((await (await engine()).request("GET", "/containers/awaited/json")).status).toBe(404);
});

test("a running container is removed by force only", async () => {
  await create("stays");
  await post("/containers/stays/start");
  const refused = await (await engine()).request("DELETE", "/containers/stays");
  expect(refused.status).toBe(409);
  expect(refused.body.toString()).toContain("container is running: stop the container before removing or force remove");
  expect((await (await engine()).request("DELETE", "/containers/stays?force=1")).status).toBe(204);
  const again = await (await engine()).request("DELETE", "/containers/stays");
  expect([again.status, JSON.parse(again.body.toString())]).toEqual([404, { message: "No such container: stays" }]);
});

test("names are unique, renamed, and say who has them", async () => {
  const id = await create("taken");
  const conflict = await (await engine()).request("POST", "/containers/create?name=taken", {
    body: { Image: "busybox" },
  });
  expect(conflict.status).toBe(409);
  expect(JSON.parse(conflict.body.toString()).message).toBe(
    `Conflict. The container name "/taken" is already in use by container "${id}". You have to remove (or rename) that container to be able to reuse that name.`,
  );
  expect(await post("/containers/taken/rename?name=other")).toBe(204);
  expect((await inspect(id.slice(0, 12))).Name).toBe("/other");
  expect((await (await engine()).request("GET", "/containers/taken/json")).status).toBe(404);
});

test("an image that is not there is a 404 that the client acts on", async () => {
  const answer = await (await engine()).request("POST", "/containers/create", { body: { Image: "not/there:1" } });
  expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([404, { message: "No such image: not/there:1" }]);
});

test("a program that uses too much memory is told apart", async () => {
  const limit = { Memory: 16 << 20, MemorySwap: 16 << 20 };
  const eat = { Cmd: ["sh", "-c", "dd if=/dev/zero of=/dev/shm/x bs=1M count=60; tail /dev/zero"], HostConfig: limit };
  await create("eater", eat);
  await post("/containers/eater/start");
  await (await engine()).json("POST", "/containers/eater/wait");
  expect((await inspect("eater")).State).toMatchObject({ OOMKilled: true });
});
