import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recordingIo, scriptedClient } from "../io/fake.ts";
import { runCompose } from "./dispatch.ts";

/** `config` of services that have something done before they start, which the stock Compose 2.40 does not know. */

const home = process.cwd();
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "compose-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

const files = {
  "compose.yaml": `
name: p
include: [below/compose.yaml]
services:
  web:
    extends: {file: base.yaml, service: base}
    image: app
    network_mode: none
    pre_start:
      - command: sh -c 'echo $$HOME \${WHO}'
        environment: ["WHO=\${WHO}", NONE]
        per_replica: "false"
  same: {image: app, network_mode: none}
`,
  "base.yaml": `
services:
  base:
    pre_start:
      - command: [first]
        image: tool:\${TAG:-1}
        user: root
        privileged: "true"
        working_dir: /w
        x-own: kept
`,
  "override.yaml": `services: {web: {pre_start: [{command: third}]}}\n`,
  "cleared.yaml": `services: {web: {pre_start: !reset []}}\n`,
  "replaced.yaml": `services: {web: {pre_start: !override [{command: only}]}}\n`,
  "below/compose.yaml": `services: {below: {image: app, network_mode: none, pre_start: [{command: x, image: tool:1}]}}\n`,
  "unknown.yaml": `services: {web: {pre_start: [{command: x, volumes: [a]}]}}\n`,
  "wrong.yaml": `services: {web: {pre_start: {command: x}}}\n`,
};

async function config(names: readonly string[], ...words: readonly string[]): Promise<string> {
  const { client } = scriptedClient([]);
  const io = recordingIo({ env: { WHO: "me", HOME: "/home/user" } });
  process.chdir(folder);
  try {
    await runCompose(io.op, io, client, [...names.flatMap((name) => ["-f", name]), "config", ...words]);
    return io.printed().out;
  } finally {
    process.chdir(home);
  }
}

const all = ["compose.yaml", "override.yaml"];

test("steps before a start come of services that are extended, of files that are included, and of later files", async () => {
  expect(await config(all)).toBe(`name: p
services:
  below:
    image: app
    network_mode: none
    pre_start:
      - command:
          - x
        image: tool:1
  same:
    image: app
    network_mode: none
  web:
    image: app
    network_mode: none
    pre_start:
      - command:
          - first
        image: tool:1
        user: root
        privileged: true
        working_dir: /w
        x-own: kept
      - command:
          - sh
          - -c
          - echo $$HOME me
        environment:
          NONE: null
          WHO: me
      - command:
          - third
`);
});

test("as JSON, and with variables as they stand", async () => {
  const { services } = JSON.parse(await config(["compose.yaml"], "--format", "json"));
  expect(services.web.pre_start).toEqual([
    { command: ["first"], image: "tool:1", user: "root", privileged: true, working_dir: "/w" },
    { command: ["sh", "-c", "echo $$HOME me"], environment: { NONE: null, WHO: "me" } },
  ]);
  expect(Object.keys(services.web.pre_start[0])).toEqual(["command", "image", "user", "privileged", "working_dir"]);
  expect(await config(["compose.yaml"], "--no-interpolate")).toMatch(/image: tool:\$\{TAG:-1\}/);
});

test("they are taken back and replaced as other lists are", async () => {
  expect(await config(["compose.yaml", "cleared.yaml"], "web")).not.toContain("pre_start");
  const replaced = await config(["compose.yaml", "replaced.yaml"], "web");
  expect(replaced).toContain("- only\n");
  expect(replaced).not.toContain("- first\n");
});

test("they are a part of what a service is known by, and of nothing where there are none", async () => {
  const hashOf = async (...names: string[]) => (await config(names, "--hash", "web")).trim();
  const [one, other, none] = [
    await hashOf(...all),
    await hashOf("compose.yaml"),
    await hashOf("compose.yaml", "cleared.yaml"),
  ];
  expect(new Set([one, other, none]).size).toBe(3);
  writeFileSync(join(folder, "plain.yaml"), "name: p\nservices: {web: {image: app, network_mode: none}}\n");
  expect(none).toBe(await hashOf("plain.yaml"));
});

test("their images are listed once, behind those of services", async () => {
  expect((await config(all, "--images")).trim().split("\n")).toEqual(["app", "app", "app", "tool:1"]);
});

test("what a step cannot have, and what is no list, is refused", async () => {
  const refused = (name: string) => config(["compose.yaml", name], "-q").catch((error: Error) => error.message);
  expect(await refused("unknown.yaml")).toContain(
    "services.web.pre_start.2 additional properties 'volumes' not allowed",
  );
  expect(await refused("wrong.yaml")).toBe("cannot override services.web.pre_start");
});
