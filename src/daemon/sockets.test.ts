import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { silentLog } from "#base/op.ts";
import { groupId } from "./groups.ts";
import { inherited, openListeners } from "./sockets.ts";

const folder = mkdtempSync(join(tmpdir(), "sockets-"));
afterAll(() => rmSync(folder, { recursive: true }));

function options() {
  const warnings: string[] = [];
  return { warnings, log: { ...silentLog, warn: (message: string) => void warnings.push(message) }, environment: {} };
}

const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

test("a unix socket is for root and the group; a stale file is replaced", async () => {
  const path = join(folder, "s.sock");
  const config = { hosts: [{ proto: "unix", path }], group: "no-such-group", groupGiven: false } as const;
  for (const _ of ["first", "again"]) {
    const given = options();
    const { servers, addresses } = await openListeners(config, given);
    expect(statSync(path).mode & 0o7777).toBe(0o660);
    expect(addresses).toEqual([path]);
    expect(given.warnings).toEqual([`could not change group ${path} to no-such-group: group no-such-group not found`]);
    await Promise.all(servers.map(closed));
  }
});

test("removeFiles leaves no socket", async () => {
  const path = join(folder, "gone.sock");
  const listeners = await openListeners({ hosts: [{ proto: "unix", path }], group: "", groupGiven: true }, options());
  listeners.removeFiles();
  expect(existsSync(path)).toBe(false);
  await Promise.all(listeners.servers.map(closed));
});

test("TCP is warned about", async () => {
  const given = options();
  const hosts = [{ proto: "tcp", host: "127.0.0.1", port: 0 }] as const;
  const { servers } = await openListeners({ hosts, group: "", groupGiven: false }, given);
  expect(given.warnings[0]).toStartWith("Binding to IP address without --tlsverify is insecure");
  await Promise.all(servers.map(closed));
});

test("what cannot be listened on is said in Docker's words", async () => {
  const failure = (hosts: Parameters<typeof openListeners>[0]["hosts"], groupGiven = false) =>
    openListeners({ hosts, group: "nosuchgroup", groupGiven }, options()).then(() => "", messageOf);
  expect(await failure([{ proto: "unix", path: join(folder, "x") }], true)).toBe(
    "failed to load listeners: group nosuchgroup not found",
  );
  expect(await failure([{ proto: "tcp", host: "127.0.0.1", port: 99999 }])).toBe(
    "failed to load listeners: listen tcp: address 99999: invalid port",
  );
  expect(await failure([{ proto: "fd", name: "" }])).toBe(
    "failed to load listeners: no sockets found via socket activation: make sure the service was started by systemd",
  );
});

test("inherited descriptors", () => {
  const environment = { LISTEN_PID: String(process.pid), LISTEN_FDS: "2" };
  expect(inherited("", environment)).toEqual([3, 4]);
  expect(inherited("4", environment)).toEqual([4]);
  expect(() => inherited("5", environment)).toThrow("too few socket activated files");
  expect(() => inherited("", { ...environment, LISTEN_PID: "1" })).toThrow("no sockets found");
});

test("groups by name and number", () => {
  const file = join(folder, "group");
  writeFileSync(file, "root:x:0:\ndocker:x:998:me\n");
  expect([groupId("docker", file), groupId("42", file), groupId("none", file)]).toEqual([998, 42, undefined]);
});
