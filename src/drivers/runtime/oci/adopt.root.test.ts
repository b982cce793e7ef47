import { afterAll, beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { logOf, TestBench } from "./test-bench.ts";
import { testClient } from "./test-client.ts";

let bench: TestBench;
beforeAll(async () => {
  bench = await TestBench.open();
}, 60_000);
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Runs `script` as a daemon of its own, up to the line `ready`, and kills it there. */
async function killedDaemon(script: string): Promise<string> {
  const path = `${bench.directory}/daemon-${crypto.randomUUID()}.ts`;
  const support = new URL("./test-bench.ts", import.meta.url).pathname;
  const driver = new URL("./driver.ts", import.meta.url).pathname;
  writeFileSync(
    path,
    `import { driverOptions, openTree, ociSpec, processSpec } from ${JSON.stringify(support)};
import { makeTaskDriver } from ${JSON.stringify(driver)};
const directory = ${JSON.stringify(bench.directory)};
const op = { signal: new AbortController().signal, log: { debug() {}, info() {}, warn() {}, error() {} } };
const driver = makeTaskDriver(driverOptions(directory));
const io = { tty: false, stdin: false, stdinOnce: false, attached: [], log: { path: directory + "/log", maxSizeBytes: -1, maxFiles: 1, attributes: {} } };
const runtime = ${JSON.stringify(bench.runtime)};
const spec = (containerId, args) => ({ containerId, runtime, ociSpec: ociSpec(args, containerId), rootfs: openTree(directory + "/rootfs"), cgroupsPath: "/docker/" + containerId, io });
${script}
console.log("ready");
setInterval(() => {}, 1000);
`,
  );
  const child = Bun.spawn([process.execPath, path], { stdout: "pipe", stderr: "inherit", stdin: "ignore" });
  const reader = child.stdout.getReader();
  let text = "";
  while (!text.includes("ready")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the daemon ended: ${text}`);
    text += Buffer.from(value).toString();
  }
  child.kill("SIGKILL");
  await child.exited;
  return text;
}

test("a running container goes on without its daemon, and the next one adopts it", async () => {
  const id = "a".repeat(64);
  const printer = `["sh", "-c", "i=0; while [ $i -lt 40 ]; do i=$((i+1)); echo line $i; usleep 20000; done; exit 5"]`;
  const said = await killedDaemon(
    `const task = await driver.run(op, spec("${id}", ${printer})); console.log(task.pid);`,
  );
  const driver = bench.newDriver();
  expect(await driver.leftTasks(bench.op)).toContainEqual({ containerId: id });
  const task = await driver.adopt(bench.op, { containerId: id });
  expect(task?.pid).toBe(Number(said.split("\n")[0]));
  const { client, peer } = testClient();
  task?.attach(client);
  expect((await task?.exited)?.exitCode).toBe(5);
  expect(await peer.all()).toEndWith("line 40\n");
  const lines = readFileSync(logOf(bench).path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).log);
  expect(lines).toEqual(Array.from({ length: 40 }, (_, index) => `line ${index + 1}\n`));
  await task?.released;
  task?.acknowledge();
  expect(await driver.leftTasks(bench.op)).toEqual([]);
}, 30_000);

test("one that ended meanwhile has its exit code and time", async () => {
  const id = "b".repeat(64);
  await killedDaemon(`await driver.run(op, spec("${id}", ["sh", "-c", "usleep 100000; exit 42"]));`);
  const record = `${bench.runDir}/${id}/exit`;
  while (!existsSync(record)) await Bun.sleep(10);
  const task = await bench.newDriver().adopt(bench.op, { containerId: id });
  const exit = await task?.exited;
  expect(exit?.exitCode).toBe(42);
  expect(Number(exit?.finishedAtNs ?? 0n) / 1e6).toBeWithin(Date.now() - 20_000, Date.now());
  await task?.released;
  task?.acknowledge();
  expect(existsSync(`${bench.runDir}/${id}`)).toBe(false);
}, 30_000);

test("a shim that no daemon has greeted ends when the next one greets it", async () => {
  const id = "e".repeat(64);
  await killedDaemon(unstartedShim(id));
  const shim = shimOf(id);
  expect(await bench.newDriver().adopt(bench.op, { containerId: id })).toBeUndefined();
  while (isAlive(shim)) await Bun.sleep(5);
  expect(existsSync(`${bench.runDir}/${id}`)).toBe(false);
}, 30_000);

test("a shim that no daemon has greeted ends when its container is destroyed, which the daemon does not know", async () => {
  const id = "f".repeat(64);
  await killedDaemon(unstartedShim(id));
  const shim = shimOf(id);
  await bench.newDriver().destroy(bench.op, id, bench.runtime);
  while (isAlive(shim)) await Bun.sleep(5);
  expect(existsSync(`${bench.runDir}/${id}`)).toBe(false);
}, 30_000);

test("a shim whose daemon dies before the start leaves nothing", async () => {
  const id = "c".repeat(64);
  await killedDaemon(`${unstartedShim(id)}
import { ShimLink } from ${JSON.stringify(new URL("./shim-link.ts", import.meta.url).pathname)};
const greeted = Promise.withResolvers();
await ShimLink.connect(files.directory, { message: greeted.resolve, closed() {} });
await greeted.promise;`);
  while (existsSync(`${bench.runDir}/${id}/shim.sock`)) await Bun.sleep(10);
  expect(await bench.newDriver().adopt(bench.op, { containerId: id })).toBeUndefined();
  expect(existsSync(`${bench.runDir}/${id}`)).toBe(false);
}, 30_000);

test("a killed shim ends its container with exit code 255", async () => {
  const { task, spec } = await bench.run(["sleep", "1000"]);
  const pid = task.pid;
  process.kill(shimOf(spec.containerId), "SIGKILL");
  expect((await task.exited).exitCode).toBe(255);
  await task.released;
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(`${bench.directory}/state/crun/${spec.containerId}`)).toBe(false);
}, 30_000);

test("a start that is aborted leaves nothing", async () => {
  const aborted = new AbortController();
  const spec = bench.runSpec(["sleep", "1000"]);
  const running = bench.driver
    .run({ ...bench.op, signal: aborted.signal }, spec)
    .catch((error: Error) => error.message);
  await Bun.sleep(12);
  aborted.abort();
  const outcome = await running;
  if (typeof outcome !== "string") {
    outcome.signal(9);
    await outcome.released;
    return;
  }
  expect(outcome).toBe("context canceled");
  expect(existsSync(`${bench.runDir}/${spec.containerId}`)).toBe(false);
  expect(existsSync(`${bench.directory}/state/crun/${spec.containerId}`)).toBe(false);
  expect(existsSync(`/sys/fs/cgroup/memory/docker/${spec.containerId}`)).toBe(false);
}, 30_000);

test("an OOM kill is noticed and recorded", async () => {
  const limit = 16 * 1024 * 1024;
  const id = "d".repeat(64);
  const base = bench.runSpec(["sh", "-c", "usleep 300000; head -c 100000000 /dev/zero | tail -c 90000000"], {
    spec: { containerId: id, cgroupsPath: `/docker/${id}` },
  });
  const oci = base.ociSpec as { linux: object };
  const ociSpec = { ...oci, linux: { ...oci.linux, cgroupsPath: `/docker/${id}`, resources: { memory: { limit } } } };
  const task = await bench.driver.run(bench.op, { ...base, ociSpec });
  const notices: string[] = [];
  task.onNotice((notice) => notices.push(notice));
  const exit = await task.exited;
  expect(exit.oomKilled).toBe(true);
  expect(notices).toContain("oom");
}, 30_000);

/** The part of a daemon's script that starts a shim and goes no further. */
function unstartedShim(id: string): string {
  const paths = ["./run-files.ts", "./shim-arguments.ts", "../../../sys/unix-socket.ts", "../../../sys/spawn.ts"];
  const [runFiles, shimArguments, unixSocket, spawn] = paths.map((path) => new URL(path, import.meta.url).pathname);
  return `
import { RunFiles } from ${JSON.stringify(runFiles)};
import { shimArguments } from ${JSON.stringify(shimArguments)};
import { listenUnix, openDirectory } from ${JSON.stringify(unixSocket)};
import { spawnWithFds } from ${JSON.stringify(spawn)};
const files = new RunFiles(directory + "/run", "${id}");
files.create({ runtime });
const listening = listenUnix(openDirectory(files.directory), "shim.sock");
const environment = driverOptions(directory);
const list = shimArguments({ mode: "run", directory: files.directory, environment, spec: spec("${id}", ["true"]) });
spawnWithFds(list, [listening]);`;
}

/** Not gone, and not a zombie that init has yet to reap. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
}

function shimOf(containerId: string): number {
  const found = new Bun.Glob("[0-9]*").scanSync({ cwd: "/proc", onlyFiles: false });
  for (const pid of found) {
    if (!existsSync(`/proc/${pid}/cmdline`)) continue;
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    if (line.startsWith(bench.shimPath) && line.includes(containerId)) return Number(pid);
  }
  throw new Error("no shim");
}
