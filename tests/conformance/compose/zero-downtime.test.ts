import { beforeAll, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Engine } from "../../support/engine.ts";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** `up` of a service that serves a published port: clients see the old one or the new one, never nothing. */

const engine = sharedEngine();
const isFull = process.env["FAULTS"] === "full";
const replacements = isFull ? 20 : 4;
const requests = isFull ? 20_000 : 1_000;

let started: Engine;
let folder: string;
beforeAll(async () => {
  started = await engine();
  folder = `${started.paths.folder}/gapless`;
  mkdirSync(folder);
});

interface Serving {
  readonly word: string;
  /** Where the healthcheck looks. */
  readonly health?: string;
  readonly program?: string;
  readonly more?: string;
}

function write({ word, health = "index.html", program = "exec httpd -f -p 80 -h /", more = "" }: Serving): void {
  writeFileSync(
    `${folder}/compose.yaml`,
    `
services:
  web:
    image: busybox
    init: true
    environment: {WORD: "${word}"}
    command: [sh, -c, 'echo $$WORD > /index.html; ${program}']
    ports: ["8085:80"]
    healthcheck: {test: [CMD, wget, -qO-, "http://127.0.0.1/${health}"], interval: 100ms, retries: 3}
${more}
`,
  );
}

const compose = (...args: string[]) =>
  started.own(["compose", "--project-directory", folder, "--progress", "plain", ...args]);

async function up(...args: string[]): Promise<string> {
  const { code, stderr } = await compose("up", "-d", ...args);
  if (code !== 0) throw new Error(stderr);
  return stderr;
}

const fetched = (): Promise<string> => started.namespace.fetched("http://127.0.0.1:8085/");

interface Load {
  readonly seen: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
}

/** Clients that ask all the time while `work` is done, and until there were as many requests as wanted. */
async function underLoad(work: () => Promise<void>, wanted: number): Promise<Load> {
  const program = [process.execPath, "run", `${import.meta.dir}/../../support/load-program.ts`, "8085", "4"];
  const [command = "", ...args] = started.namespace.argv(...program);
  const load = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const said = new Response(load.stdout as unknown as ReadableStream).text();
  const begun = performance.now();
  await work();
  const perSecond = 500;
  const rest = (wanted / perSecond) * 1000 - (performance.now() - begun);
  if (rest > 0) await Bun.sleep(rest);
  load.kill("SIGTERM");
  return JSON.parse(await said) as Load;
}

const containers = async (): Promise<string[]> =>
  (await started.docker(["ps", "-a", "--format", "{{.Names}} {{.State}}"])).stdout.trim().split("\n");

test(`no request of ${requests} fails over ${replacements} replacements`, async () => {
  write({ word: "0" });
  await up();
  await eventually("the first one serves", async () => ((await fetched()) === "0" ? true : undefined));
  const { seen, failures } = await underLoad(async () => {
    for (let number = 1; number <= replacements; number += 1) {
      write({ word: String(number) });
      await up();
      expect(await fetched()).toBe(String(number));
    }
  }, requests);
  expect(failures).toEqual({});
  expect(Object.keys(seen).sort()).toEqual(Array.from({ length: replacements + 1 }, (_, i) => String(i)).sort());
  const all = Object.values(seen).reduce((sum, count) => sum + count, 0);
  expect(all).toBeGreaterThanOrEqual(requests);
  expect(await containers()).toEqual(["gapless-web-1 running"]);
}, 180_000);

test("a new one that is not healthy is taken back, and the old one serves on", async () => {
  write({ word: "bad", health: "nothing" });
  const { code, stderr } = await compose("up", "-d");
  expect([code, stderr]).toEqual([1, expect.stringContaining("is unhealthy")]);
  expect(await fetched()).toBe(String(replacements));
  expect(await containers()).toEqual(["gapless-web-1 running"]);
}, 60_000);

test("one that ends at once, too", async () => {
  write({ word: "brief", program: "sleep 0.2; exit 7" });
  const { code, stderr } = await compose("up", "-d");
  expect([code, stderr]).toEqual([1, expect.stringMatching(/exited \(7\)/)]);
  expect(await fetched()).toBe(String(replacements));
  expect(await containers()).toEqual(["gapless-web-1 running"]);
}, 60_000);

test("what is said of it is what a replacement says", async () => {
  write({ word: "said" });
  expect(
    (await up())
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ).toEqual([
    "Container gapless-web-1  Recreate",
    "Container gapless-web-1  Recreated",
    "Container gapless-web-1  Starting",
    "Container gapless-web-1  Started",
  ]);
  expect(await up()).toContain("Container gapless-web-1  Running");
}, 60_000);

test("several replicas one after another, each with its port of the range", async () => {
  const scaled = (word: string) => write({ word, more: "    deploy: {replicas: 2}" });
  await compose("down");
  scaled("one");
  writeFileSync(`${folder}/compose.override.yaml`, `services: {web: {ports: !override ["8085-8086:80"]}}\n`);
  await up();
  scaled("two");
  await up();
  expect(await fetched()).toBe("two");
  expect((await containers()).sort()).toEqual(["gapless-web-1 running", "gapless-web-2 running"]);
  const ports = (await started.docker(["ps", "--format", "{{.Ports}}"])).stdout;
  for (const port of ["8085", "8086"]) expect(ports).toContain(`0.0.0.0:${port}->80/tcp`);
}, 60_000);
