import { createReadStream, readFileSync } from "node:fs";
import { backgroundOp } from "#base/op.ts";
import { ImageBench } from "./test-bench.ts";

const op = backgroundOp();
const rss = () => {
  const t = readFileSync("/proc/self/status", "utf8");
  return /VmRSS:\s+(\d+)/.exec(t)![1] + " hwm " + /VmHWM:\s+(\d+)/.exec(t)![1];
};
const bench = await ImageBench.make();
for (const f of process.argv.slice(2)) {
  const b = rss();
  const c = process.cpuUsage();
  const t = performance.now();
  let last = t;
  const gaps: number[] = [];
  const timer = setInterval(() => {
    const n = performance.now();
    gaps.push(n - last - 5);
    last = n;
  }, 5);
  await bench.images
    .load(op, createReadStream(f, { highWaterMark: 65536 }), {
      platforms: [],
      progress: (m) => void process.stdout.write(m.stream ?? ""),
    })
    .catch((e) => console.log("refused:", e.message));
  clearInterval(timer);
  gaps.sort((a, b) => a - b);
  const u = process.cpuUsage(c);
  console.log(
    f,
    "wall",
    Math.round(performance.now() - t),
    "cpu user",
    u.user / 1000,
    "sys",
    u.system / 1000,
    "rss before",
    b,
    "after",
    rss(),
    "gap p99",
    Math.round(gaps[Math.floor(gaps.length * 0.99)] ?? 0),
    "max",
    Math.round(gaps.at(-1) ?? 0),
  );
}
await bench[Symbol.asyncDispose]();
