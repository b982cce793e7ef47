import { expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "../../support/engine.ts";
import { engineArgv, engineEnvironment, enginePaths, kindUnderTest } from "../../support/engine-kind.ts";
import { eventually } from "../../support/eventually.ts";
import { request } from "../../support/http.ts";
import { peersFolder } from "../../support/peers.ts";

/** An engine as a service of an init system, and beside another engine. */
const support = join(import.meta.dir, "../../support");

/** What a service manager hears. */
async function manager(folder: string): Promise<{ readonly socket: string; heard(): string; close(): void }> {
  const [socket, output] = [`${folder}/notify`, `${folder}/heard`];
  writeFileSync(output, "");
  const script = `exec python3 ${support}/notified.py ${socket} >>${output}`;
  const listener = spawn("sh", ["-c", script], { stdio: "ignore" });
  await eventually("a listener for notices", () => readFileSync(output, "utf8") !== "");
  return { socket, heard: () => readFileSync(output, "utf8"), close: () => void listener.kill("SIGKILL") };
}

test("socket activation: the socket is the manager's, which is told of each state", async () => {
  const folder = mkdtempSync(`${tmpdir()}/service-`);
  const told = await manager(folder);
  const activated = `${folder}/api.sock`;
  const engine = await Engine.start({
    flags: ["-H", "fd://"],
    env: { NOTIFY_SOCKET: told.socket },
    wrapper: () => ["python3", `${support}/activated.py`, activated],
  });
  try {
    await engine.loadBusybox();
    expect((await request(activated, "GET", { path: "/_ping" })).body.toString()).toBe("OK");
    await eventually("READY", () => told.heard().includes("READY=1"));
    const seen = await engine.docker(["run", "--rm", "busybox", "sh", "-c", "ls /proc/self/fd; env"]);
    expect(seen.stdout).not.toMatch(/LISTEN_|NOTIFY_SOCKET/);
    process.kill(engine.pid, "SIGHUP");
    await eventually("RELOADING, and READY again", () => /RELOADING=1[\s\S]*READY=1/.test(told.heard()));
  } finally {
    await engine.close();
  }
  expect(told.heard()).toContain("STOPPING=1");
  expect(existsSync(activated)).toBe(true);
  told.close();
  rmSync(folder, { recursive: true });
}, 60_000);

test("without a service manager fd:// is refused", async () => {
  const engine = await Engine.create({ flags: ["-H", "fd://"] });
  engine.launch();
  await engine.ended();
  expect(engine.log).toContain("failed to load listeners: no sockets found via socket activation");
  await engine.close();
}, 30_000);

/** Docker has no such thing: against it there is nothing to compare. */
const ownOnly = kindUnderTest() === "gantry" ? test : () => {};

ownOnly(
  "Docker's socket is served beside the own one",
  async () => {
    const folder = mkdtempSync(`${tmpdir()}/service-`);
    const socket = `${folder}/docker.sock`;
    const engine = await Engine.start({ config: { "docker-socket": socket } });
    expect((await request(socket, "GET", { path: "/_ping" })).body.toString()).toBe("OK");
    await engine.close();
    expect(existsSync(socket)).toBe(false);
    rmSync(folder, { recursive: true });
  },
  30_000,
);

/** A dockerd in the namespace of an engine. */
async function dockerdBeside(engine: Engine): Promise<{ readonly socket: string; close(): Promise<void> }> {
  const paths = enginePaths(mkdtempSync(`${tmpdir()}/beside-`));
  writeFileSync(paths.configFile, "{}");
  const [command = "", ...argv] = engine.namespace.argv(...engineArgv("dockerd", paths));
  const env = { ...process.env, ...engineEnvironment("dockerd", paths.folder) };
  const daemon: ChildProcess = spawn(command, argv, { env, stdio: "ignore" });
  const ended = new Promise((resolve) => daemon.once("exit", resolve));
  const answers = () =>
    request(paths.socket, "GET", { path: "/_ping" }).then(
      () => true,
      () => false,
    );
  await eventually("dockerd", answers, { withinMs: 60_000 });
  return {
    socket: paths.socket,
    async close() {
      daemon.kill("SIGTERM");
      await ended;
      rmSync(paths.folder, { recursive: true, force: true });
    },
  };
}

async function bridgeOf(socket: string): Promise<{ readonly name: string; readonly subnet: string }> {
  const { body } = await request(socket, "GET", { path: "/networks/bridge" });
  const { Options, IPAM } = JSON.parse(body.toString());
  return { name: Options["com.docker.network.bridge.name"], subnet: IPAM.Config[0].Subnet };
}

ownOnly(
  "a dockerd that starts later has its bridge, and both publish ports",
  async () => {
    const engine = await Engine.start({ env: { PATH: `${process.env["PATH"]}:${peersFolder()}/usr/sbin` } });
    await engine.loadBusybox();
    const dockerd = await dockerdBeside(engine);
    try {
      const [own, other] = [await bridgeOf(engine.paths.socket), await bridgeOf(dockerd.socket)];
      expect([own.name, other.name]).toEqual(["gantry0", "docker0"]);
      expect(own.subnet).not.toBe(other.subnet);
      const serve = "echo gantry >/tmp/x; exec httpd -f -p 80 -h /tmp";
      await engine.docker(["run", "-d", "--name", "web", "-p", "8081:80", "busybox", "sh", "-c", serve]);
      const get = () => engine.namespace.run(["curl", "-sS", "-m", "3", "http://10.123.0.1:8081/x"]);
      await eventually("the published port", async () => (await get()).stdout === "gantry\n");
    } finally {
      await engine.docker(["rm", "-f", "web"]);
      await dockerd.close();
    }
    await engine.close();
  },
  120_000,
);
