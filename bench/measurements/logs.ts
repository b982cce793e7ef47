import { spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, rmSync } from "node:fs";
import { busyboxLayer, imageArchive, tarOf } from "../../tools/docker-archive.ts";
import { type Contestant, client } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

const megabytes = 64;
const lines = Buffer.from(`${"log line of seventy-nine characters ".padEnd(79, "abcdefghijklmnop")}\n`.repeat(12_500));
const lineImage = imageArchive({
  tags: ["lines:latest"],
  layers: [busyboxLayer(), tarOf({ lines: { file: lines } })],
  config: { Cmd: ["sh"], Env: ["PATH=/bin"] },
});

/** Writing a json-file log as fast as a program prints, and reading it back with `logs`. */
export const logsMeasurement: Measurement = {
  name: "logs",
  metrics: [
    { id: "write", title: "json-file log, write", unit: "MB/s", better: "more", must: { ratio: 3 }, aim: { ratio: 5 } },
    { id: "read", title: "`logs`, read", unit: "MB/s", better: "more", must: { ratio: 5 }, aim: { ratio: 15 } },
  ],
  async prepare(contestant) {
    await client(contestant, ["load"], { input: lineImage });
  },
  async sample(contestant) {
    const script = `i=0; while [ $i -lt ${megabytes} ]; do cat /lines; i=$((i+1)); done`;
    await client(contestant, ["run", "-d", "--name", "printer", "lines", "sh", "-c", script]);
    await client(contestant, ["wait", "printer"]);
    const times = await client(contestant, ["inspect", "-f", "{{json .State}}", "printer"]);
    const { StartedAt, FinishedAt } = JSON.parse(times) as { StartedAt: string; FinishedAt: string };
    const writeSeconds = (Date.parse(FinishedAt) - Date.parse(StartedAt)) / 1000;
    const readSeconds = await secondsToRead(contestant);
    await client(contestant, ["rm", "-f", "printer"]);
    return { write: megabytes / writeSeconds, read: megabytes / readSeconds };
  },
};

/** The output goes to a file in memory: a reader at a pipe would be woken for every line, and be what is measured. */
async function secondsToRead(contestant: Contestant): Promise<number> {
  const [program, ...words] = contestant.command(["logs", "printer"]);
  const file = `/dev/shm/gantry-bench-${process.pid}`;
  const output = openSync(file, "w");
  const begin = performance.now();
  const reader = spawn(program!, words, {
    env: { ...process.env, ...contestant.env },
    stdio: ["ignore", output, "ignore"],
  });
  await new Promise((resolve) => reader.once("close", resolve));
  const seconds = (performance.now() - begin) / 1000;
  const { size } = fstatSync(output);
  closeSync(output);
  rmSync(file);
  if (size !== lines.length * megabytes) throw new Error(`${contestant.name}: logs gave ${size} bytes`);
  return seconds;
}
