import { expect, test } from "bun:test";
import { addressOf, kernelMemory, syscall } from "./libc.ts";
import { runToEnd, spawnWithFds } from "./spawn.ts";
import { closeFd, socketPair } from "./unix-socket.ts";

test("a child has the given descriptors from 3 on", async () => {
  const [ours, theirs] = socketPair();
  const child = spawnWithFds(["/bin/sh", "-c", "echo $WORD >&4; exit 3"], [undefined, theirs], {
    environment: { WORD: "hi" },
  });
  closeFd(theirs);
  expect(await child.exited).toBe(3);
  const bytes = kernelMemory(8);
  expect(syscall("read", "", ours, addressOf(bytes), 8)).toBe(3);
  expect(bytes.toString("utf8", 0, 3)).toBe("hi\n");
  closeFd(ours);
});

test("what a command says and its exit code", async () => {
  const never = new AbortController().signal;
  expect(await runToEnd(["/bin/sh", "-c", "echo out; echo err >&2; exit 4"], never)).toEqual({
    code: 4,
    output: "out\n",
    errors: "err\n",
    text: "out\nerr\n",
  });
});
