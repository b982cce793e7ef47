import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../support/engine.ts";
import { kindUnderTest } from "../../support/engine-kind.ts";
import { eventually } from "../../support/eventually.ts";
import { dockerClient, gantryExecutable } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";
import { SshServer } from "../../support/ssh-server.ts";
import { Terminal } from "../../support/terminal.ts";

// Before the engine goes.
afterAll(() => server.close());
const shared = sharedEngine();
const client = kindUnderTest() === "dockerd" ? dockerClient() : gantryExecutable();
const isOwn = kindUnderTest() !== "dockerd";
let engine: Engine;
let server: SshServer;
const socketFolder = `gantry-ssh-${process.getuid?.()}`;
let before = 0;
let left: readonly string[] = [];

beforeAll(async () => {
  engine = await shared();
  server = await SshServer.start(engine, client);
  mkdirSync(join(engine.paths.folder, "project"));
  const services = ["one", "two", "three"].map(
    (name) => `  ${name}:\n    image: busybox\n    command: sleep 1000\n    stop_signal: KILL\n`,
  );
  writeFileSync(join(engine.paths.folder, "project/compose.yaml"), `services:\n${services.join("")}`);
}, 60_000);
beforeEach(() => {
  server.configureClient();
  server.patchClient("");
  before = server.connections;
});

const connections = (): number => server.connections - before;
/** But for what is named: an empty folder is what a SIGKILL leaves, until the next command. */
const nothingLeft = (...but: readonly string[]): Promise<unknown> =>
  eventually("nothing left", async () => {
    left = (await server.leftOver()).filter((name) => !but.includes(name));
    return left.length === 0;
  }).catch(() => expect(left).toEqual([]));

async function own(...args: string[]) {
  return engine.own(args, { env: server.clientEnvironment, timeoutMs: 60_000 });
}

async function interactive(words: string): Promise<Terminal> {
  const script = `trap : INT; ${client} ${words}; echo "ended: $?"`;
  const argv = engine.namespace.argv("setsid", "--ctty", "--wait", "sh", "-c", script);
  return new Terminal(argv, { env: { ...engine.clientEnvironment, ...server.clientEnvironment } });
}

test("a command has one connection, whatever it asks", async () => {
  expect(await own("version", "-f", "{{.Server.Os}}")).toMatchObject({ code: 0, stdout: "linux\n" });
  if (isOwn) expect(connections()).toBe(1);
  await nothingLeft();
});

test("run -it has one connection", async () => {
  const terminal = await interactive("run -it --rm busybox sh");
  await terminal.expect("/ #");
  terminal.type("echo $((40+2)); exit 3\n");
  await terminal.expect("42");
  await terminal.expect("ended: 3");
  terminal.close();
  if (isOwn) expect(connections()).toBe(1);
  await nothingLeft();
});

test("compose up and down have one connection each", async () => {
  const project = ["compose", "--project-directory", join(engine.paths.folder, "project")];
  expect((await own(...project, "up", "-d")).code).toBe(0);
  if (isOwn) expect(connections()).toBe(1);
  expect((await own(...project, "logs")).code).toBe(0);
  expect((await own(...project, "down", "-t", "0")).code).toBe(0);
  if (isOwn) expect(connections()).toBe(3);
  await nothingLeft();
});

test("large inputs and outputs pass whole", async () => {
  const input = "0123456789abcdef".repeat(16_384);
  const env = server.clientEnvironment;
  const { code, stdout } = await engine.own(["run", "--rm", "-i", "busybox", "cat"], { env, input, timeoutMs: 30_000 });
  expect([code, stdout.length, stdout === input]).toEqual([0, input.length, true]);
  await nothingLeft();
});

test("Ctrl-C and signals leave nothing", async () => {
  await engine.docker([
    "run",
    "-d",
    "--name",
    "talks",
    "busybox",
    "sh",
    "-c",
    "while :; do echo talk; sleep 0.1; done",
  ]);
  const first = await interactive("logs -f talks");
  await first.expect("talk");
  first.type("\x03");
  await first.expect("ended: ");
  first.close();
  await nothingLeft();
  for (const [words, signal] of [
    ["logs -f talks", "TERM"],
    ["logs -f talks", "HUP"],
    ["logs -f talks", "KILL"],
    ["attach talks", "KILL"],
  ] as const) {
    const terminal = await interactive(words);
    await terminal.expect("talk");
    await engine.namespace.run(["pkill", `-${signal}`, "-f", `${client} ${words}$`]);
    await terminal.expect("ended: ");
    terminal.close();
    if (signal === "KILL") await nothingLeft(socketFolder);
    else await nothingLeft();
  }
  expect((await own("ps", "-q")).code).toBe(0);
  await nothingLeft();
});

test("an ssh that takes no ControlMaster has a connection for each stream", async () => {
  const complaint = "command-line: line 0: Bad configuration option: controlmaster";
  server.patchClient(`case "$*" in *ControlMaster*) echo "${complaint}" >&2; exit 255;; esac`);
  expect(await own("run", "--rm", "busybox", "sh", "-c", "echo out; exit 4")).toMatchObject({
    code: 4,
    stdout: "out\n",
  });
  expect(connections()).toBeGreaterThan(1);
  await nothingLeft();
});

test("a server with one session for each connection is served too", async () => {
  await server.close();
  server = await SshServer.start(engine, client, ["MaxSessions 1"]);
  before = server.connections;
  expect(await own("run", "--rm", "busybox", "sh", "-c", "echo out; exit 5")).toMatchObject({
    code: 5,
    stdout: "out\n",
  });
  expect(connections()).toBeGreaterThan(1);
  await nothingLeft();
});

test("connections that the user shares already are used", async () => {
  const path = join(server.folder, "of-the-user");
  server.configureClient("ControlMaster auto", `ControlPath ${path}`, "ControlPersist 60");
  expect((await own("ps", "-q")).code).toBe(0);
  expect((await own("ps", "-q")).code).toBe(0);
  expect(connections()).toBe(1);
  await engine.namespace.run(["ssh", "-F", "/dev/null", "-o", `ControlPath=${path}`, "-O", "exit", "any"]);
  await nothingLeft();
});

test("a machine that cannot be reached is named in Docker's words", async () => {
  const env = { ...server.clientEnvironment, DOCKER_HOST: "ssh://root@127.0.0.1:9" };
  const { code, stderr } = await engine.own(["ps"], { env });
  expect(code).toBe(1);
  expect(stderr).toContain(
    "command [ssh -l root -p 9 -o ConnectTimeout=30 -T -- 127.0.0.1 docker system dial-stdio] has exited with exit status 255",
  );
  await nothingLeft();
});
