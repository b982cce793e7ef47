import { afterAll, beforeAll, expect, test } from "bun:test";
import type { JsonFileLog } from "#core/runtime/contract.ts";
import { logOf, TestBench } from "./test-bench.ts";
import { demultiplex, testClient } from "./test-client.ts";

let bench: TestBench;
beforeAll(async () => {
  bench = await TestBench.open();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const lines = 400_000;

/** The numbers that came, which must be all from the first of them to the last that was said. */
function expectAllFrom(text: string): number {
  const numbers = text.trimEnd().split("\n").map(Number);
  const first = numbers[0]!;
  expect(numbers.length).toBe(lines - first + 1);
  expect(numbers.findIndex((number, at) => number !== first + at)).toBe(-1);
  return first;
}

const rotations: Array<[string, Partial<JsonFileLog>]> = [
  ["without rotation", {}],
  ["in one file", { maxSizeBytes: 1_000_000 }],
  ["over several files", { maxSizeBytes: 1_000_000, maxFiles: 4 }],
  ["over compressed files", { maxSizeBytes: 1_000_000, maxFiles: 4, compress: true }],
];

test.each(rotations)(
  "clients that join get each byte once: %s",
  async (name, rotation) => {
    const log = { ...logOf(bench, `log-${name.replaceAll(" ", "-")}`), ...rotation };
    const feeder = testClient({ stdin: true, stdout: false, stderr: false });
    const io = { stdin: true, log, attached: [feeder.client] };
    const { task } = await bench.run(["sh", "-c", `seq 1 ${lines}; read x`], { io });
    expect(task.replays).toBeTrue();
    const peers = [];
    for (let i = 0; i < 12; i += 1) {
      const { client, peer } = testClient({ multiplexed: i % 2 === 0, replaySinceNs: 0n });
      task.attach(client);
      peers.push({ peer, multiplexed: client.multiplexed });
      if (i % 3 === 0) await peer.expect("\n");
    }
    await feeder.peer.send("\n");
    await task.exited;
    for (const { peer, multiplexed } of peers) {
      await peer.ended;
      const first = expectAllFrom(multiplexed ? demultiplex(peer.bytes).stdout : peer.text);
      if (rotation.maxSizeBytes === undefined) expect(first).toBe(1);
    }
  },
  60_000,
);

test("a line that has not ended is part of it, and what comes later follows", async () => {
  const feeder = testClient({ stdin: true, stdout: false, stderr: false });
  const first = testClient();
  const io = { stdin: true, log: logOf(bench, "prompt"), attached: [feeder.client, first.client] };
  const { task } = await bench.run(["sh", "-c", "echo said; printf 'name? '; read x; echo hello $x"], { io });
  await first.peer.expect("name? ");
  const { client, peer } = testClient({ stdin: true, replaySinceNs: 0n });
  task.attach(client);
  await peer.expect("said\nname? ");
  await peer.send("you\n");
  expect(await peer.all()).toBe("said\nname? hello you\n");
  await task.exited;
}, 20_000);

test("what was said before a time is left out", async () => {
  const first = testClient({ stdin: true });
  const io = { stdin: true, log: logOf(bench, "since"), attached: [first.client] };
  const { task } = await bench.run(["sh", "-c", "echo old; read x; echo new; read x"], { io });
  await first.peer.expect("old\n");
  const sinceNs = BigInt(Date.now() + 1) * 1_000_000n;
  while (BigInt(Date.now()) * 1_000_000n <= sinceNs) await Bun.sleep(1);
  await first.peer.send("\n");
  await first.peer.expect("new\n");
  const { client, peer } = testClient({ replaySinceNs: sinceNs });
  task.attach(client);
  await first.peer.send("\n");
  expect(await peer.all()).toBe("new\n");
  await task.exited;
}, 20_000);

test("a client that never reads its replay does not hold the program up, nor the shim", async () => {
  const log = logOf(bench, "stuck");
  const { task } = await bench.run(["seq", "1", String(lines)], { io: { log } });
  const { client, peer } = testClient({ replaySinceNs: 0n });
  peer.pause();
  task.attach(client);
  expect((await task.exited).exitCode).toBe(0);
  await task.released;
  await peer.close();
}, 60_000);
