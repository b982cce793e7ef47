import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { silentLog } from "#base/op.ts";
import type { Listener } from "#server/listen.ts";
import { groupId } from "./groups.ts";
import { inherited, openListeners } from "./sockets.ts";

const folder = mkdtempSync(join(tmpdir(), "sockets-"));
afterAll(() => rmSync(folder, { recursive: true }));

function options() {
  const warnings: string[] = [];
  const waits: number[] = [];
  return {
    warnings,
    waits,
    log: { ...silentLog, warn: (message: string) => void warnings.push(message) },
    service: { listenFds: 0, listenNames: [] },
    sleep: async (ms: number) => void waits.push(ms),
  };
}

type Config = Parameters<typeof openListeners>[0];
function listening(hosts: Config["hosts"], change: Partial<Config> = {}): Config {
  return { hosts, group: "", groupGiven: true, dockerSocket: "", tls: { said: false }, ...change };
}

const closed = ({ server }: Listener) => new Promise((resolve) => server.close(resolve));

test("a unix socket is for root and the group; a stale file is replaced", async () => {
  const path = join(folder, "s.sock");
  const config = listening([{ proto: "unix", path }], { group: "no-such-group", groupGiven: false });
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
  const listeners = await openListeners(listening([{ proto: "unix", path }]), options());
  listeners.removeFiles();
  expect(existsSync(path)).toBe(false);
  await Promise.all(listeners.servers.map(closed));
});

test.each([
  ["127.0.0.1", { said: false }, [1000]],
  ["localhost", { said: false }, [1000]],
  ["0.0.0.0", { said: false }, [1000, 15000]],
  ["0.0.0.0", { said: true }, [1000]],
] as const)("plain TCP on %s is warned about, %o, and slows the start down", async (host, tls, waits) => {
  const given = options();
  const { servers } = await openListeners(listening([{ proto: "tcp", host, port: 0 }], { tls }), given);
  expect(given.warnings[0]).toStartWith("Binding to IP address without --tlsverify is insecure");
  expect(given.warnings.some((text) => text.includes("'--tls=false' or '--tlsverify=false'"))).toBe(waits.length > 1);
  expect(given.waits).toEqual([...waits]);
  await Promise.all(servers.map(closed));
});

test("Docker's socket is served beside, and once", async () => {
  const [path, dockerSocket] = [join(folder, "own.sock"), join(folder, "docker.sock")];
  const both = await openListeners(listening([{ proto: "unix", path }], { dockerSocket }), options());
  expect(both.addresses).toEqual([path, dockerSocket]);
  await Promise.all(both.servers.map(closed));
  const one = await openListeners(listening([{ proto: "unix", path }], { dockerSocket: path }), options());
  expect(one.addresses).toEqual([path]);
  await Promise.all(one.servers.map(closed));
});

test("a socket that another engine serves is left to it", async () => {
  const path = join(folder, "other.sock");
  const first = await openListeners(listening([{ proto: "unix", path }]), options());
  for (const { server } of first.servers) server.on("connection", (socket) => socket.destroy());
  const second = openListeners(listening([{ proto: "unix", path }]), options());
  expect(await second.then(() => "", messageOf)).toContain("already in use");
  expect(existsSync(path)).toBe(true);
  await Promise.all(first.servers.map(closed));
});

test("what cannot be listened on is said in Docker's words", async () => {
  const failure = (hosts: Parameters<typeof openListeners>[0]["hosts"], groupGiven = false) =>
    openListeners(listening(hosts, { group: "nosuchgroup", groupGiven }), options()).then(() => "", messageOf);
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
  const service = { listenFds: 2, listenNames: [] };
  expect(inherited("", service)).toEqual([3, 4]);
  expect(inherited("4", service)).toEqual([4]);
  expect(() => inherited("5", service)).toThrow("too few socket activated files");
  expect(() => inherited("", { ...service, listenFds: 0 })).toThrow("no sockets found");
});

test("groups by name and number", () => {
  const file = join(folder, "group");
  writeFileSync(file, "root:x:0:\ndocker:x:998:me\n");
  expect([groupId("docker", file), groupId("42", file), groupId("none", file)]).toEqual([998, 42, undefined]);
});
