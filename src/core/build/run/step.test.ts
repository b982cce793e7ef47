import { expect, test } from "bun:test";
import type { RunMount } from "../run-operation.ts";
import { isForeignProgram, isRegisteredFor, parseRegistration, scriptInterpreter } from "./emulation.ts";
import { stepEnvironment } from "./environment.ts";
import { stepHosts } from "./hosts.ts";
import { LogLimit, logLimits } from "./log-limit.ts";
import { environmentSecrets, isBelowKernelMounts, placedMounts } from "./targets.ts";

const owner = { uid: 0, gid: 0 };
const ssh = (target: string): RunMount => ({ type: "ssh", id: "", target, required: false, mode: 0, owner });
const tmpfs = (target: string): RunMount => ({ type: "tmpfs", target, sizeBytes: 0 });
const secret = (change: object): RunMount => ({ type: "secret", id: "s", required: false, mode: 0, owner, ...change });

test("the environment is the operation's, with what is missing", () => {
  const plain = { env: ["A=b"], proxyEnv: ["http_proxy=p"], mounts: [] };
  const given = { home: "/root", secrets: ["S=s"] };
  const path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  expect(stepEnvironment(plain, given)).toEqual(["A=b", "http_proxy=p", path, "S=s", "HOME=/root"]);
  const own = { env: ["PATH=/x", "HOME=/y"], proxyEnv: [], mounts: [tmpfs("/t"), ssh("/a"), ssh("/b")] };
  expect(stepEnvironment(own, { home: "/", secrets: [] })).toEqual(["PATH=/x", "HOME=/y", "SSH_AUTH_SOCK=/a"]);
  expect(stepEnvironment({ ...own, env: ["PATH=/x", "SSH_AUTH_SOCK=/c"] }, given)).toContain("SSH_AUTH_SOCK=/c");
});

test("mounts are absolute, parents before children", () => {
  const mounts = [
    tmpfs("/b/c"),
    tmpfs("a"),
    tmpfs("../up"),
    tmpfs("/b"),
    secret({ env: "E" }),
    secret({ target: "/s" }),
  ];
  expect(placedMounts({ mounts, cwd: "/srv/in" }).map(({ target }) => target)).toEqual([
    ...["/b", "/b/c", "/s", "/srv/in/a", "/srv/up"],
  ]);
  expect(environmentSecrets({ mounts }).map(({ env }) => env)).toEqual(["E"]);
  expect(() => placedMounts({ mounts: [tmpfs("..")], cwd: "/" })).toThrow("invalid mount type TMPFS for ..");
  expect(["/dev", "/proc/x", "/sys/fs"].every(isBelowKernelMounts)).toBe(true);
  expect(["/device", "/x/dev"].some(isBelowKernelMounts)).toBe(false);
});

test("hosts are named as BuildKit names them", () => {
  const extra = [
    { host: "hh", ip: "10.9.8.7" },
    { host: "gw", ip: "host-gateway" },
  ];
  expect(stepHosts("box", extra, "172.17.0.1,fd00::1")).toBe(
    "127.0.0.1\tlocalhost box\n::1\tlocalhost ip6-localhost ip6-loopback\n10.9.8.7\thh\n172.17.0.1\tgw\nfd00::1\tgw\n",
  );
});

test("a log is cut at so many bytes for each second begun, and goes on in the next one", () => {
  const limit = new LogLimit(0);
  const data = Buffer.alloc(logLimits.bytesPerSecond, "x");
  expect(limit.pass(data.subarray(0, 10), 1)).toHaveLength(10);
  const cut = Buffer.from(limit.pass(data, 500)).toString();
  expect(cut).toHaveLength(logLimits.bytesPerSecond - 10 + "\n[output clipped, log limit 200KiB/s reached]\n".length);
  expect(cut).toEndWith("x\n[output clipped, log limit 200KiB/s reached]\n");
  expect(limit.pass(data, 900)).toHaveLength(0);
  expect(limit.pass(data.subarray(0, 5), 5000)).toHaveLength(5);
});

test("a log is cut at its size, whatever the time", () => {
  const limit = new LogLimit(0);
  const data = Buffer.alloc(logLimits.bytes, "x");
  expect(limit.pass(data, 3_600_000)).toHaveLength(logLimits.bytes);
  expect(Buffer.from(limit.pass(data, 7_200_000)).toString()).toBe("\n[output clipped, log limit 2MiB reached]\n");
});

test("programs for other machines are known by their head, and their emulators by what they registered", () => {
  const elf = (machine: number) => {
    const head = Buffer.alloc(64);
    head.write("7f454c46020101", "hex");
    head.writeUInt16LE(2, 16);
    head.writeUInt16LE(machine, 18);
    return head;
  };
  expect([62, 3, 183].map((machine) => isForeignProgram(elf(machine), "amd64"))).toEqual([false, false, true]);
  expect(isForeignProgram(Buffer.from("#!/bin/sh\n"), "amd64")).toBe(false);
  expect(scriptInterpreter(Buffer.from("#! /bin/sh -e\necho"))).toBe("/bin/sh");
  expect(scriptInterpreter(elf(62))).toBeUndefined();
  const arm64 = parseRegistration(
    "enabled\ninterpreter /usr/bin/qemu-aarch64-static\nflags: OCF\noffset 0\n" +
      "magic 7f454c460201010000000000000000000200b700\nmask ffffffffffffff00fffffffffffffffffeffffff\n",
  );
  if (arm64 === undefined) throw new TypeError("no registration");
  expect(arm64).toMatchObject({ enabled: true, interpreter: "/usr/bin/qemu-aarch64-static", flags: "OCF" });
  expect([183, 62].map((machine) => isRegisteredFor(arm64, elf(machine)))).toEqual([true, false]);
  expect(isRegisteredFor({ ...arm64, enabled: false }, elf(183))).toBe(false);
  expect(parseRegistration("enabled\ninterpreter /x\nflags: \nextension .jar\n")).toBeUndefined();
});
