import { afterAll, beforeAll, expect, test } from "bun:test";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { backgroundOp, type Op } from "#base/op.ts";
import type { LogStreamSpec } from "#core/runtime/contract.ts";
import { logOf, TestBench } from "./test-bench.ts";
import { demultiplex, testClient } from "./test-client.ts";

let bench: TestBench;
beforeAll(async () => {
  bench = await TestBench.open();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

const whole = {
  tail: -1,
  stdout: true,
  stderr: true,
  timestamps: false,
  details: false,
  multiplexed: false,
  chunked: false,
};

async function logs(spec: Partial<LogStreamSpec> & { path: string }, op: Op = bench.op): Promise<Buffer> {
  const { client, peer } = testClient();
  await bench.driver.streamLogs(op, { ...whole, ...spec }, client.fd);
  await peer.ended;
  return peer.bytes;
}

test("records are as docker's json-file writes them", async () => {
  const script = [
    "printf 'a\\tb\"c\\\\d<e>&f\\rg\\001h\\177\\n'",
    "printf 'u\\342\\200\\250\\342\\200\\251\\303\\251\\377\\355\\240\\200x\\n\\n'",
    "head -c 40000 /dev/zero | tr '\\0' z; echo",
    "head -c 16384 /dev/zero | tr '\\0' y; echo; printf 'end without newline'",
  ].join("; ");
  const attributes = { l: "1", E: "<x>" };
  const log = { ...logOf(bench, "format"), attributes };
  const { task } = await bench.run(["sh", "-c", script], { io: { log } });
  await task.exited;
  const lines = readFileSync(log.path, "utf8").trimEnd().split("\n");
  const tail = '","stream":"stdout","attrs":{"E":"\\u003cx\\u003e","l":"1"},"time":"';
  expect(lines[0]).toStartWith(`{"log":"a\\u0009b\\"c\\\\d\\u003ce\\u003e\\u0026f\\rg\\u0001h\x7f\\n${tail}`);
  expect(lines[1]).toStartWith(`{"log":"u\\u2028\\u2029é\\ufffd\\ufffd\\ufffd\\ufffdx\\n${tail}`);
  const records = lines.map((line) => JSON.parse(line));
  expect(records.map((record) => record.log.length)).toEqual([18, 10, 1, 16384, 16384, 7233, 16384, 1, 19]);
  for (const record of records) expect(record.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/);
  expect(new Set([3, 4, 5].map((index) => records[index].time)).size).toBe(1);
  const told = (await logs({ path: log.path, tail: 2, details: true, timestamps: true })).toString();
  expect(told).toMatch(/^\S{29}Z E=%3Cx%3E,l=1 \n\S{29}Z E=%3Cx%3E,l=1 end without newline$/);
  expect((await logs({ path: log.path })).toString()).toEndWith(`${"y".repeat(16384)}\nend without newline`);
}, 20_000);

test("rotation keeps the newest files, and reading joins them", async () => {
  const log = { ...logOf(bench, "rotated"), maxSizeBytes: 20_000, maxFiles: 3 };
  const { task } = await bench.run(["sh", "-c", "seq 1 3000"], { io: { log } });
  await task.exited;
  const files = readdirSync(bench.directory).filter((name) => name.startsWith("rotated"));
  expect(files.sort()).toEqual(["rotated", "rotated.1", "rotated.2"]);
  for (const name of files) expect(readFileSync(`${bench.directory}/${name}`).length).toBeLessThan(21_000);
  const numbers = (await logs({ path: log.path })).toString().trim().split("\n").map(Number);
  expect(numbers.at(-1)).toBe(3000);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 3001 - numbers.length + index));
  expect(numbers.length).toBeGreaterThan(300);
  expect((await logs({ path: log.path, tail: 400 })).toString()).toStartWith("2601\n");
}, 20_000);

test("rotated files are compressed, and read as if they were not", async () => {
  const log = { ...logOf(bench, "packed"), maxSizeBytes: 20_000, maxFiles: 4, compress: true };
  const { task } = await bench.run(["sh", "-c", "seq 1 3000"], { io: { log } });
  await task.released;
  const files = readdirSync(bench.directory).filter((name) => name.startsWith("packed"));
  expect(files.sort()).toEqual(["packed", "packed.1.gz", "packed.2.gz", "packed.3.gz"]);
  const newest = gunzipSync(readFileSync(`${log.path}.1.gz`)).toString();
  expect(newest).toMatch(/^\{"log":"\d+\\n","stream":"stdout","time":/);
  const numbers = (await logs({ path: log.path })).toString().trim().split("\n").map(Number);
  expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => 3001 - numbers.length + index));
  expect(numbers.length).toBeGreaterThan(600);
  for (const tail of [1, 100, 400, 600])
    expect((await logs({ path: log.path, tail })).toString()).toStartWith(`${3001 - tail}\n`);
  writeFileSync(`${log.path}.2.gz`, "damaged");
  expect((await logs({ path: log.path, tail: 100 })).toString()).toStartWith("2901\n");
  expect((await logs({ path: log.path })).toString()).toEndWith("\n3000\n");
}, 20_000);

test.each([
  [100_000, false],
  [20_000, true],
])(
  "following gives every line once, over rotations at %d bytes, and ends with the container; compressed: %p",
  async (maxSizeBytes, compress) => {
    const log = { ...logOf(bench, `followed-${maxSizeBytes}`), maxSizeBytes, maxFiles: 200, compress };
    const { client, peer } = testClient({ stdin: true, stdout: false, stderr: false });
    const script = "read x; for part in 1 2 3 4 5 6 7 8; do seq 1 2000; usleep 20000; done";
    const { task, spec } = await bench.run(["sh", "-c", script], { io: { log, stdin: true, attached: [client] } });
    const followers = [0, 1, 2].map(() => logs({ path: log.path, followContainerId: spec.containerId }));
    await peer.send("go\n");
    const want = Array.from({ length: 8 }, () =>
      Array.from({ length: 2000 }, (_, index) => `${index + 1}\n`).join(""),
    ).join("");
    for (const follower of followers) expect((await follower).toString() === want).toBe(true);
    await task.exited;
    expect((await logs({ path: log.path })).toString() === want).toBe(true);
  },
  30_000,
);

test("following ends when its caller, or its client, goes away", async () => {
  const log = logOf(bench, "left");
  const { task, spec } = await bench.run(["sh", "-c", "echo up; exec sleep 1000"], { io: { log } });
  const follow = { ...whole, path: log.path, followContainerId: spec.containerId };
  const gone = testClient();
  const streaming = bench.driver.streamLogs(bench.op, follow, gone.client.fd);
  await gone.peer.expect("up\n");
  await gone.peer.close();
  await streaming;
  const aborted = new AbortController();
  const stopped = testClient();
  const ending = bench.driver.streamLogs({ ...backgroundOp(), signal: aborted.signal }, follow, stopped.client.fd);
  await stopped.peer.expect("up\n");
  aborted.abort();
  expect(await ending.catch((error: Error) => error.message)).toBe("context canceled");
  task.signal(9);
  await task.exited;
}, 20_000);

test("since and until are inclusive, streams are chosen, damaged lines are passed over", async () => {
  const path = `${bench.directory}/times`;
  const record = (second: number, stream: string) =>
    `${JSON.stringify({ log: `${second}\n`, stream, time: `2026-01-02T03:04:0${second}.5Z` })}\n`;
  writeFileSync(
    path,
    [record(1, "stdout"), record(2, "stderr"), '{"log":"cut\n\0\0\0\n', record(3, "stdout")].join(""),
  );
  appendFileSync(path, [record(4, "stderr"), '{"log":"half'].join(""));
  const at = (second: number) => BigInt(Date.parse(`2026-01-02T03:04:0${second}.500Z`)) * 1_000_000n;
  expect((await logs({ path })).toString()).toBe("1\n2\n3\n4\n");
  expect((await logs({ path, sinceNs: at(2) })).toString()).toBe("2\n3\n4\n");
  expect((await logs({ path, untilNs: at(3) })).toString()).toBe("1\n2\n3\n");
  expect((await logs({ path, stdout: false })).toString()).toBe("2\n4\n");
  expect(demultiplex(await logs({ path, multiplexed: true }))).toEqual({ stdout: "1\n3\n", stderr: "2\n4\n" });
  expect((await logs({ path, stderr: false, timestamps: true })).toString()).toBe(
    "2026-01-02T03:04:01.500000000Z 1\n2026-01-02T03:04:03.500000000Z 3\n",
  );
  expect((await logs({ path, chunked: true, stderr: false })).toString()).toBe("4\r\n1\n3\n\r\n0\r\n\r\n");
  expect((await logs({ path, tail: 0 })).toString()).toBe("");
  expect((await logs({ path: `${path}-nosuch`, chunked: true })).toString()).toBe("0\r\n\r\n");
});

test("a log that cannot be written does not stop the program", async () => {
  const { client, peer } = testClient();
  const log = { ...logOf(bench), path: "/dev/full" };
  const { task } = await bench.run(["sh", "-c", "seq 1 20000"], { io: { log, attached: [client] } });
  expect((await task.exited).exitCode).toBe(0);
  expect(await peer.all()).toEndWith("19999\n20000\n");
}, 20_000);
