import { expect, test } from "bun:test";
import { closeFd, writeSome } from "./fd.ts";
import { OutputCollector } from "./output-collector.ts";
import { socketPair } from "./unix-socket.ts";

test("keeps all of a short output", async () => {
  const [ours, theirs] = socketPair();
  using output = await OutputCollector.open(ours, 16);
  writeSome(theirs, Buffer.from("one\n"));
  writeSome(theirs, Buffer.from("two\n"));
  closeFd(theirs);
  await output.ended;
  expect(output.text).toBe("one\ntwo\n");
});

test("reads on beyond its limit, and says that there was more", async () => {
  const [ours, theirs] = socketPair();
  using output = await OutputCollector.open(ours, 4);
  writeSome(theirs, Buffer.alloc(50_000, "x"));
  closeFd(theirs);
  await output.ended;
  expect(output.text).toBe("xxxx...");
});
