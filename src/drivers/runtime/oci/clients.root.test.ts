import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import type { TaskNotice } from "#core/runtime/contract.ts";
import { logOf, TestBench } from "./test-bench.ts";
import { testClient } from "./test-client.ts";

let bench: TestBench;
beforeAll(async () => {
  bench = await TestBench.open();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

test("input of several clients is merged, output goes to all", async () => {
  const one = testClient({ stdin: true });
  const two = testClient({ stdin: true, head: Buffer.from("from head\n") });
  const io = { stdin: true, attached: [one.client, two.client] };
  const { task } = await bench.run(["sh", "-c", "read a; echo got $a; read b; echo got $b"], { io });
  await one.peer.expect("got from head\n");
  await one.peer.send("second\n");
  await task.exited;
  for (const { peer } of [one, two]) expect(await peer.all()).toBe("got from head\ngot second\n");
}, 20_000);

test("the end of a client's input ends the program's once, and output goes on", async () => {
  const { client, peer } = testClient({ stdin: true });
  const io = { stdin: true, stdinOnce: true, attached: [client] };
  const { task } = await bench.run(["sh", "-c", "cat; echo after"], { io });
  await peer.send("in\n");
  await peer.shutdownWrite();
  expect(await peer.all()).toBe("in\nafter\n");
  expect((await task.exited).exitCode).toBe(0);
}, 20_000);

test("without stdinOnce it ends that client's attachment only", async () => {
  const first = testClient({ stdin: true });
  const { task } = await bench.run(["cat"], { io: { stdin: true, attached: [first.client] } });
  await first.peer.send("one\n");
  await first.peer.expect("one\n");
  await first.peer.shutdownWrite();
  expect(await first.peer.all()).toBe("one\n");
  const second = testClient({ stdin: true });
  task.attach(second.client);
  await second.peer.send("two\n");
  await second.peer.expect("two\n");
  task.signal(9);
  expect((await task.exited).exitCode).toBe(137);
}, 20_000);

test("a client that half-closes without input still gets all output", async () => {
  const { client, peer } = testClient();
  const trigger = testClient({ stdin: true, stdout: false });
  const io = { stdin: true, attached: [client, trigger.client] };
  const { task } = await bench.run(["sh", "-c", "read x; seq 1 1000"], { io });
  await peer.shutdownWrite();
  await trigger.peer.send("go\n");
  await task.exited;
  expect(await peer.all()).toEndWith("999\n1000\n");
}, 20_000);

test("detach keys end the attachment and are not passed on; what only looks like them is", async () => {
  const { client, peer } = testClient({ stdin: true, detachKeys: Buffer.from([16, 17]) });
  const { task } = await bench.run(["cat"], { io: { stdin: true, attached: [client] } });
  const notice = new Promise<TaskNotice>((resolve) => task.onNotice(resolve));
  await peer.send("a\x10b\x10\x10c\n");
  await peer.expect("a\x10b\x10\x10c\n");
  await peer.send("\x10");
  await peer.send("\x11");
  expect(await notice).toBe("detach");
  expect(await peer.all()).toBe("a\x10b\x10\x10c\n");
  expect(task.pid).toBeGreaterThan(0);
  task.signal(15);
  task.signal(9);
  await task.exited;
}, 20_000);

test("a silent client that goes away is freed", async () => {
  const { task, spec } = await bench.run(["sleep", "1000"]);
  const shim = shimOf(task.pid);
  const before = openFds(shim);
  const { client, peer } = testClient();
  task.attach(client);
  while (openFds(shim) === before) await Bun.sleep(5);
  await peer.close();
  while (openFds(shim) !== before) await Bun.sleep(5);
  await bench.driver.destroy(bench.op, spec.containerId, bench.runtime);
}, 20_000);

test("an exec whose client does not read waits, with little memory, and goes on when it reads", async () => {
  const { task, spec } = await bench.run(["sleep", "1000"]);
  const { client, peer } = testClient();
  peer.pause();
  const bytes = 20_000_000;
  const exec = await bench.driver.exec(
    bench.op,
    bench.execSpec(spec.containerId, ["head", "-c", String(bytes), "/dev/zero"], { attached: [client] }),
  );
  const shim = shimOf(exec.pid);
  await Bun.sleep(300);
  expect(exec.pid).toBeGreaterThan(0);
  expect(privateKilobytes(shim)).toBeLessThan(4096);
  peer.resume();
  expect((await exec.exited).exitCode).toBe(0);
  await peer.ended;
  expect(peer.bytes.length).toBe(bytes);
  task.signal(9);
  await task.exited;
}, 30_000);

test("an idle shim takes little memory, also after a burst", async () => {
  const log = logOf(bench, "burst");
  const script = "head -c 30000000 /dev/zero | tr '\\0' 'a'; exec sleep 1000";
  const { task } = await bench.run(["sh", "-c", script], { io: { log } });
  const shim = shimOf(task.pid);
  while (!readFileSync(`/proc/${task.pid}/cmdline`, "utf8").startsWith("sleep")) await Bun.sleep(20);
  await Bun.sleep(400);
  expect(privateKilobytes(shim)).toBeLessThan(300);
  task.signal(9);
  await task.exited;
}, 30_000);

test("an exec's grandchild that keeps the pipe does not hold the exit back", async () => {
  const { task, spec } = await bench.run(["sleep", "1000"]);
  const { client, peer } = testClient();
  const began = Date.now();
  const args = ["sh", "-c", "sleep 1000 & echo done; exit 3"];
  const exec = await bench.driver.exec(bench.op, bench.execSpec(spec.containerId, args, { attached: [client] }));
  expect((await exec.exited).exitCode).toBe(3);
  expect(Date.now() - began).toBeLessThan(5000);
  expect(await peer.all()).toBe("done\n");
  task.signal(9);
  await task.exited;
}, 20_000);

/** The shim that watches `pid`: its parent, once the runtime's last process has gone. */
function shimOf(pid: number): number {
  for (;;) {
    const parent = Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/^PPid:\s+(\d+)/m)?.[1]);
    if (programName(parent) === "gantry-shim") return parent;
  }
}

/** Undefined for a process that has ended. */
function programName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trimEnd();
  } catch {
    return undefined;
  }
}

function openFds(pid: number): string {
  return readdirSync(`/proc/${pid}/fd`).sort().join(" ");
}

function privateKilobytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
}
