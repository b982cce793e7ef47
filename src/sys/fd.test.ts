import { expect, test } from "bun:test";
import { closeFd, dupCloexec, hasHungUp, isOpenFd, writeHead, writeSome } from "./fd.ts";
import { addressOf, kernelMemory, syscall } from "./libc.ts";

function socketPair(): [number, number] {
  const memory = kernelMemory(8);
  syscall("socketpair", "", 1, 1 | 0o2000000, 0, addressOf(memory));
  return [memory.readInt32LE(0), memory.readInt32LE(4)];
}

test("hang-up is seen through a copy, once all copies of the other end are closed", () => {
  const [a, b] = socketPair();
  const copy = dupCloexec(a);
  closeFd(a);
  expect(isOpenFd(a)).toBeFalse();
  expect(hasHungUp(copy)).toBeFalse();
  closeFd(b);
  expect(hasHungUp(copy)).toBeTrue();
  closeFd(copy);
});

test("writes what fits and never waits", () => {
  const [a, b] = socketPair();
  const bytes = new Uint8Array(1 << 20);
  let total = 0;
  for (let written = writeSome(a, bytes); written > 0; written = writeSome(a, bytes)) total += written;
  expect(total).toBeGreaterThan(0);
  expect(() => writeHead(a, bytes)).toThrow("resource temporarily unavailable");
  closeFd(b);
  expect(() => writeSome(a, bytes)).toThrow("broken pipe");
  closeFd(a);
});

test("writes to pipes too", () => {
  const memory = kernelMemory(8);
  syscall("pipe2", "", addressOf(memory), 0o2000000);
  const [reader, writer] = [memory.readInt32LE(0), memory.readInt32LE(4)];
  writeHead(writer, Buffer.from("head"));
  const got = kernelMemory(16);
  expect(syscall("read", "", reader, addressOf(got), 16)).toBe(4);
  expect(got.toString("utf8", 0, 4)).toBe("head");
  closeFd(writer);
  closeFd(reader);
});
