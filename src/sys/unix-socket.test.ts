import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { addressOf, kernelMemory, syscall } from "./libc.ts";
import { closeFd, connectUnix, listenUnix, openDirectory, sendWithFd, socketPair } from "./unix-socket.ts";

test("a socket in a directory with a path longer than an address; bytes and a descriptor go through it", () => {
  const top = mkdtempSync(`${tmpdir()}/gantry-socket-`);
  const long = `${top}/${"d".repeat(100)}/${"e".repeat(100)}`;
  mkdirSync(long, { recursive: true });
  const directory = openDirectory(long);
  const listening = listenUnix(directory, "s.sock");
  const client = connectUnix(directory, "s.sock");
  const server = syscall("accept4", "", listening, 0, 0, 0);
  const [one, other] = socketPair();
  sendWithFd(client, Buffer.from("hello"), one);
  const bytes = kernelMemory(16);
  expect(syscall("read", "", server, addressOf(bytes), 16)).toBe(5);
  expect(bytes.toString("utf8", 0, 5)).toBe("hello");
  for (const fd of [directory, listening, client, one, other]) expect(isCloseOnExec(fd)).toBe(true);
  for (const fd of [directory, listening, client, server, one, other]) closeFd(fd);
  rmSync(top, { recursive: true });
});

test("a missing socket is told by its errno", () => {
  const directory = openDirectory(tmpdir());
  expect(() => connectUnix(directory, "gantry-nosuch.sock")).toThrow("no such file or directory");
  closeFd(directory);
});

function isCloseOnExec(fd: number): boolean {
  const flags = readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").match(/^flags:\s+(\d+)/m)?.[1];
  return (Number.parseInt(flags ?? "0", 8) & 0o2000000) !== 0;
}
