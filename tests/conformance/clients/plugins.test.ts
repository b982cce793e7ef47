import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../support/command.ts";
import type { Engine } from "../../support/engine.ts";
import { gantryExecutable, peersFolder } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const shared = sharedEngine();
let engine: Engine;
let folder: string;

const metadata = (more = ""): string =>
  `{"SchemaVersion":"0.1.0","Vendor":"Me","Version":"1","ShortDescription":"Says hi"${more}}`;

const plugins: Readonly<Record<string, string>> = {
  hi: `if [ "$1" = docker-cli-plugin-metadata ]; then echo '${metadata()}'; exit; fi
echo "args: $*"; echo "original: \${DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND:+there}"; cat; exit 7`,
  bad: "echo bad",
  Odd: `echo '${metadata()}'`,
  ps: `echo '${metadata()}'; echo replaced`,
  nobody: `echo '{"SchemaVersion":"0.1.0"}'`,
  future: `echo '{"SchemaVersion":"2.0.0","Vendor":"Me"}'`,
  ends: `if [ "$1" = docker-cli-plugin-metadata ]; then echo '${metadata()}'; exit; fi; kill -TERM $$`,
};

beforeAll(async () => {
  engine = await shared();
  folder = join(engine.paths.folder, "config");
  mkdirSync(join(folder, "cli-plugins"), { recursive: true });
  for (const [name, text] of Object.entries(plugins))
    writeFileSync(join(folder, "cli-plugins", `docker-${name}`), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  writeFileSync(join(folder, "cli-plugins", "docker-plain"), "");
}, 60_000);

async function both(args: readonly string[], input = ""): Promise<{ stock: Result; own: Result }> {
  const env = { DOCKER_CONFIG: folder };
  return { stock: await engine.docker(args, { env, input }), own: await engine.own(args, { env, input }) };
}

const lines: readonly (readonly string[])[] = [
  ["hi", "a", "--b", "-c=d"],
  ["-D", "hi", "x"],
  ["--log-level", "warn", "hi"],
  ["hi", "--help"],
  ["help", "hi"],
  ["bad"],
  ["plain"],
  ["Odd"],
  ["nobody"],
  ["future"],
];

for (const line of lines)
  test(`plugin: ${line.join(" ")}`, async () => {
    const { stock, own } = await both(line, "typed\n");
    expect([own.code, own.stdout]).toEqual([stock.code, stock.stdout]);
    // The stock client's own tracing is not ours.
    expect(own.stderr).toBe(stock.stderr.replace(/^time=.*\n/gm, ""));
  });

test("a plugin takes no place of a command", async () => {
  expect((await both(["ps", "-q"])).own.stdout).toBe("");
});

test("plugins are listed by help, info and completion", async () => {
  const help = (await both(["--help"])).own.stdout;
  expect(help).toMatch(/^ {2}hi\* +Says hi$/m);
  expect(help).toMatch(/^Invalid Plugins:\n/m);
  const { stock, own } = await both(["info", "--format", "{{json .ClientInfo.Plugins}}"]);
  const ofOthers = (text: string): unknown =>
    (JSON.parse(text) as { Name: string }[]).filter(({ Name }) => Name !== "buildx" && Name !== "compose");
  expect(ofOthers(own.stdout)).toEqual(ofOthers(stock.stdout));
  const completed = await both(["__completeNoDesc", "h"]);
  expect(completed.own.stdout.split("\n").sort()).toEqual(completed.stock.stdout.split("\n").sort());
});

test("builder is what config.json has it stand for, and nothing else has an alias", async () => {
  const path = join(folder, "config.json");
  try {
    for (const [alias, target] of [
      ["builder", "hi"],
      ["builder", "ps"],
      ["run", "hi"],
    ] as const) {
      writeFileSync(path, JSON.stringify({ aliases: { [alias]: target } }));
      const { stock, own } = await both(["builder", "x"]);
      expect([own.code, own.stdout]).toEqual([stock.code, stock.stdout]);
      if (own.code === 1) expect(own.stderr).toBe(stock.stderr);
    }
  } finally {
    rmSync(path);
  }
});

test("Docker's buildx and Compose run where the configuration has plugins go first", async () => {
  const peers = join(peersFolder(), "usr/libexec/docker/cli-plugins");
  for (const name of ["docker-buildx", "docker-compose"])
    symlinkSync(join(peers, name), join(folder, "cli-plugins", name));
  const path = join(folder, "config.json");
  expect((await both(["buildx", "version"])).own.stdout).not.toContain("0.29");
  writeFileSync(path, JSON.stringify({ features: { "plugins-first": "true" } }));
  for (const line of [
    ["buildx", "version"],
    ["compose", "version", "--short"],
  ]) {
    const { stock, own } = await both(line);
    expect(own).toEqual(stock);
  }
  rmSync(path);
});

const unknownHere: readonly (readonly string[])[] = [
  ["builder", "nosuch"],
  ["buildx", "nosuch", "--flag"],
];

for (const line of unknownHere)
  test(`what our buildx does not have, the installed one is asked for: ${line.join(" ")}`, async () => {
    const { stock, own } = await both(line);
    expect(own).toEqual(stock);
  });

test("without another's buildx, what ours does not have is unknown", async () => {
  const config = join(engine.paths.folder, "only-own");
  mkdirSync(join(config, "cli-plugins"), { recursive: true });
  const env = { DOCKER_CONFIG: config };
  const alone = await engine.own(["builder", "nosuch"], { env });
  expect([alone.code, alone.stderr]).toEqual([1, 'ERROR: unknown command: "nosuch"\n']);
  symlinkSync(gantryExecutable(), join(config, "cli-plugins", "docker-buildx"));
  expect(await engine.own(["builder", "nosuch"], { env })).toEqual(alone);
});

test("the program is the stock client's buildx and Compose", async () => {
  const config = join(engine.paths.folder, "own-plugins");
  mkdirSync(join(config, "cli-plugins"), { recursive: true });
  for (const name of ["docker-buildx", "docker-compose"])
    symlinkSync(gantryExecutable(), join(config, "cli-plugins", name));
  const stock = (...args: string[]) => engine.docker(args, { env: { DOCKER_CONFIG: config }, input: "FROM busybox\n" });
  expect((await stock("buildx", "ls")).stdout).toContain("default");
  const built = await stock("buildx", "build", "-q", "-");
  expect([built.code, built.stdout.slice(0, 7)]).toEqual([0, "sha256:"]);
  expect((await stock("compose", "ls", "-q")).code).toBe(0);
  expect((await stock("info", "--format", "{{range .ClientInfo.Plugins}}{{.Name}} {{.Vendor}};{{end}}")).stdout).toBe(
    "buildx Gantry;compose Gantry;\n",
  );
});
