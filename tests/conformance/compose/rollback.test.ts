import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Engine } from "../../support/engine.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

/** `compose rollback`: a project goes back to what it was brought up as before. */

const engine = sharedEngine();
let started: Engine;
let folder: string;
beforeAll(async () => {
  started = await engine();
  folder = `${started.paths.folder}/back`;
  mkdirSync(folder);
  await tag("app:1", "one");
});

/** Gives an image of its own a name. */
async function tag(name: string, word: string): Promise<void> {
  const { code, stderr } = await started.docker(["build", "-q", "-t", name, "-"], {
    input: `FROM busybox\nENV MADE=${word}\n`,
  });
  if (code !== 0) throw new Error(stderr);
}

const compose = (...args: string[]) =>
  started.own(["compose", "--project-directory", folder, "--progress", "plain", ...args]);

async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await compose(...args);
  if (code !== 0) throw new Error(`compose ${args.join(" ")}: ${stderr}`);
  return `${stdout}${stderr}`;
}

const write = (word: string, more = ""): void =>
  writeFileSync(
    `${folder}/compose.yaml`,
    `
services:
  web:
    image: app:1
    init: true
    command: sleep 1000
    environment: {WORD: "${word}", COST: "a$$b"}
  side: {image: busybox, init: true, command: sleep 1000}
${more}`,
  );

interface Shown {
  readonly Image: string;
  readonly Config: { readonly Env: readonly string[]; readonly Image: string; readonly Labels: Record<string, string> };
  readonly State: { readonly Running: boolean };
}

const web = () => started.json<Shown>("GET", "/containers/back-web-1/json");
const wordOf = async (): Promise<string> =>
  (await web()).Config.Env.find((line) => line.startsWith("WORD="))!.slice("WORD=".length);
const names = async (): Promise<string[]> =>
  (await started.docker(["ps", "--format", "{{.Names}}"])).stdout.trim().split("\n").sort();

test("what was changed is changed back, and what was not stays", async () => {
  write("first");
  await done("up", "-d");
  const { Config } = await web();
  write("second");
  await done("up", "-d");
  expect(await wordOf()).toBe("second");
  const said = await done("rollback");
  expect(said).toContain("Container back-web-1  Recreate");
  expect(said).toContain("Container back-side-1  Running");
  const now = await web();
  expect([now.State.Running, now.Config.Env.toSorted(), now.Config.Labels]).toEqual([
    true,
    Config.Env.toSorted(),
    { ...Config.Labels, "com.docker.compose.replace": "web-1" },
  ]);
  write("first");
  expect(await done("up", "-d")).toContain("Container back-web-1  Running");
});

test("a rollback can be undone", async () => {
  await done("rollback");
  expect(await wordOf()).toBe("second");
  await done("rollback");
  expect(await wordOf()).toBe("first");
});

test("the image is the one that the name stood for", async () => {
  const before = await web();
  await tag("app:1", "two");
  await done("up", "-d");
  const after = await web();
  expect(after.Image).not.toBe(before.Image);
  await done("rollback", "web");
  const now = await web();
  expect([now.Image, now.Config.Image, now.Config.Env.includes("MADE=one")]).toEqual([
    before.Image,
    before.Image,
    true,
  ]);
  await done("up", "-d");
  expect((await web()).Image).toBe(after.Image);
});

test("services that came since stay, unless they are to go", async () => {
  write("third", "  late: {image: busybox, init: true, command: sleep 1000}\n");
  await done("up", "-d");
  expect(await done("rollback")).toContain("orphan");
  expect(await names()).toEqual(["back-late-1", "back-side-1", "back-web-1"]);
  await done("rollback");
  await done("rollback", "--remove-orphans");
  expect(await names()).toEqual(["back-side-1", "back-web-1"]);
});

test("the list tells what changed when", async () => {
  const table = await done("rollback", "--list");
  expect(table.split("\n")[0]).toMatch(/^N +SINCE +CHANGED$/);
  const rows = JSON.parse(await done("rollback", "--list", "--format", "json")) as { N: number; Changed: string[] }[];
  expect(rows.map(({ N }) => N)).toEqual(rows.map((_, index) => index));
  expect(rows.slice(0, 4).map(({ Changed }) => Changed)).toEqual([
    ["web", "-late"],
    ["+late", "web"],
    ["web", "-late"],
    ["+late", "web"],
  ]);
});

test("nothing is done by a dry run, nor where nothing changes", async () => {
  const list = () => done("rollback", "--list", "--format", "json");
  await done("up", "-d");
  const before = await list();
  expect(await done("--dry-run", "rollback")).toContain("Container back-web-1  Recreate");
  expect(await done("up", "-d")).toContain("Running");
  expect(await list()).toBe(before);
});

test("what cannot be gone back to is refused", async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await compose(...args);
    return [code, stderr.trim().split("\n").at(-1)];
  };
  expect(await refused("rollback", "--to", "99")).toEqual([
    1,
    expect.stringMatching(/^project "back" has no version 99: the oldest is \d+$/),
  ]);
  expect(await refused("-p", "nobody", "rollback")).toEqual([1, 'no version of project "nobody" is known']);
  expect(await refused("rollback", "nosuch")).toEqual([1, "no such service: nosuch"]);
  await started.docker(["rm", "-f", "back-web-1"]);
  const [older] = await started
    .json<{ Images: Record<string, string> }[]>("GET", "/projects/back/versions")
    .then((all) => all.slice(1));
  await started.docker(["rmi", "-f", older!.Images["web"]!]);
  expect(await refused("rollback")).toEqual([
    1,
    expect.stringMatching(/^image sha256:\w+ of service "web" is gone: version 1 cannot/),
  ]);
});

test("versions outlive the engine's end and the project's", async () => {
  await done("down", "-t", "0");
  await started.kill9();
  await started.up();
  const rows = JSON.parse(await done("rollback", "--list", "--format", "json")) as unknown[];
  expect(rows.length).toBeGreaterThan(3);
});

test("versions are added within bounds", async () => {
  const add = async (name: string, body: object) => {
    const answer = await started.request("POST", `/projects/${name}/versions`, { body });
    return [answer.status, answer.body.toString().trim()];
  };
  expect(await add("Bad", { Model: "services: {}" })).toEqual([400, '{"message":"invalid project name \\"Bad\\""}']);
  expect(await add("good", {})).toEqual([400, '{"message":"the model of project good is empty or longer than 4 MiB"}']);
  for (let n = 0; n < 12; n += 1) await add("good", { Model: `name: a${n}` });
  expect(await add("good", { Model: "name: a11" })).toEqual([201, '{"Kept":10}']);
});
