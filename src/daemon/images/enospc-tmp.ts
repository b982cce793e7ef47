import { createReadStream } from "node:fs";
import { backgroundOp } from "#base/op.ts";
import { dockerArchive, fileMember, tarOf } from "./test-archives.ts";
import { ImageBench } from "./test-bench.ts";

const op = backgroundOp();
const bench = await ImageBench.make();
console.log(bench.path);
for (const f of process.argv.slice(2)) {
  await bench.images
    .load(op, createReadStream(f, { highWaterMark: 65536 }), {
      platforms: [],
      progress: (m) => void process.stdout.write(m.stream ?? ""),
    })
    .catch((e) => console.log("refused:", e.message, e.kind));
  console.log(JSON.stringify(await bench.leftovers()));
}
console.log(await bench.load(dockerArchive(["ok:1"], [tarOf(fileMember("a", "b"))])));
const end = new AbortController();
setTimeout(() => end.abort(), 30);
await bench.images
  .load({ ...op, signal: end.signal }, createReadStream("/tmp/w/img/big.tar"), { platforms: [], progress() {} })
  .catch((e) => console.log("aborted:", e.message, e.kind));
console.log(JSON.stringify(await bench.leftovers()));
await bench[Symbol.asyncDispose]();
