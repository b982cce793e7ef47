import { beforeAll, expect, test } from "bun:test";
import { existsSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { ComposePair, type Tool } from "../../support/compose-pair.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let pair: ComposePair;

const model = `
services:
  web:
    image: registry.test/web:1
    build:
      context: .
      dockerfile: other/Dockerfile
      args: {A: "1", B: , C: "x<y&z"}
      labels: {l: v}
      tags: ["t:1", "t:2"]
      target: stage
      cache_from: ["type=local,src=x", "img:1"]
      cache_to: ["type=inline"]
      additional_contexts: {other: service:base.img, dir: ./ctx, url: https://e/x.git, img: docker-image://busybox}
      secrets: [one, {source: two, target: second}, three]
      ssh: [default]
      platforms: [linux/amd64, linux/arm64]
      ulimits: {nofile: 20}
      extra_hosts: ["h=1.2.3.4", "h=::1", "i:5.6.7.8"]
      shm_size: 64m
      network: host
      privileged: true
      entitlements: [network.host]
      no_cache: true
      pull: true
      provenance: mode=max
      sbom: true
    depends_on: [db]
  base.img:
    build: {context: ./ctx, dockerfile_inline: "FROM busybox\\nRUN echo $\${A} $$B\\n"}
  db:
    build: https://github.com/x/y.git
    platform: linux/arm64
  off: {image: busybox, command: "true", depends_on: [needed]}
  needed: {image: busybox, command: sleep 7000, stop_signal: SIGKILL}
  talking:
    image: busybox
    command: sleep 7000
    stop_signal: SIGKILL
    profiles: [models]
    models: {small: , big-one: {endpoint_var: WHERE, model_var: WHAT}}
  watching:
    image: busybox
    command: sleep 7000
    stop_signal: SIGKILL
    use_api_socket: true
    profiles: [socket]
  telling: {image: busybox, command: "sh -c 'echo ready; exec sleep 7000'", stop_signal: SIGKILL}
  profiled: {build: ctx, profiles: [some]}
models:
  small: {model: ai/small}
  big-one: {model: ai/big, name: big, context_size: 10, runtime_flags: ["--a", "b"]}
secrets:
  one: {file: ./a}
  two: {environment: HOME}
  three: {external: true}
`;

beforeAll(async () => {
  const files = { "compose.yaml": model, Dockerfile: "FROM busybox\n", "other/Dockerfile": "FROM busybox\n" };
  pair = new ComposePair(await engine(), files);
}, 60_000);

const prints: readonly (readonly string[])[] = [
  [],
  ["web"],
  ["--with-dependencies", "web"],
  ["--push", "--no-cache", "--pull", "--ssh", "default", "--sbom", "true", "--build-arg", "A=2", "base.img"],
  ["--build-arg", "HOME", "--provenance", "false", "--memory", "12m", "db"],
  ["--check"],
  ["off"],
  ["profiled"],
  ["nosuch"],
  ["--memory", "1x"],
  ["-q", "db"],
];

for (const line of prints)
  test(`build --print ${line.join(" ")}`, async () => {
    const { stock, own } = await pair.both(["build", "--print", ...line]);
    // The stock one lists the services of a group in another order each time.
    const shown = ({ stdout, ...rest }: typeof own) => {
      if (!stdout.startsWith("{")) return { stdout, ...rest };
      const file = JSON.parse(stdout) as { group: { default: { targets: string[] } } };
      file.group.default.targets.sort();
      return { file: JSON.stringify(file, undefined, 1), ...rest };
    };
    expect(shown(own)).toEqual(shown(stock));
  }, 60_000);

const lines: readonly (readonly string[])[] = [
  ["--dry-run", "run", "--rm", "off", "echo", "1"],
  ["--dry-run", "run", "-d", "--name", "given", "off"],
  ["--dry-run", "run", "--no-deps", "-T", "off"],
  ["run", "--dry-run", "off"],
  ["--dry-run", "build", "profiled"],
];

for (const line of lines)
  test(line.join(" "), async () => {
    const { stock, own } = await pair.both(line);
    expect(own).toEqual(stock);
  }, 60_000);

/** What a command that goes on says until it is interrupted. */
async function interrupted(tool: Tool, line: readonly string[], shows: string) {
  const command = pair.begin(tool, line);
  await command.shows(shows);
  const code = await command.interrupt();
  // Whether the stock one still hears of the end that it brings about is chance.
  const stdout = command.stdout.replace(/\n[^a-z]*telling-1 exited with code 137\n/, "\n");
  return { code, stdout, stderr: command.stderr };
}

test("up is interrupted once all of it has started", async () => {
  const [stock, own] = [
    await interrupted("stock", ["up", "telling"], "ready"),
    await interrupted("own", ["up", "telling"], "ready"),
  ];
  expect(own).toEqual(stock);
}, 60_000);

test("logs is interrupted", async () => {
  await pair.both(["up", "-d", "telling"]);
  const [stock, own] = [
    await interrupted("stock", ["logs", "-f", "-n", "1", "telling"], "ready"),
    await interrupted("own", ["logs", "-f", "-n", "1", "telling"], "ready"),
  ];
  expect(own).toEqual(stock);
}, 60_000);

test("up ends when it is interrupted before anything has started", async () => {
  const { code, stderr } = await interrupted("own", ["up", "needed"], "Attaching to");
  expect(code).toBe(130);
  expect(stderr).toEndWith("\n\n");
}, 60_000);

test("models ask for Docker's plugin", async () => {
  const { stock, own } = await pair.both(["up", "-d", "talking"]);
  expect(own).toEqual(stock);
  expect(own.stderr).toContain("requires Docker Model plugin");
}, 60_000);

/** Writes down its command lines, has the small model, and nothing else. */
const plugin = `#!/bin/sh
[ "$1" = docker-cli-plugin-metadata ] && echo '{"SchemaVersion":"0.1.0","Vendor":"V","Version":"1","ShortDescription":"S"}' && exit
echo "$*" >> "$(dirname "$0")/calls"
case "$1" in
ls) echo '[{"id":"1","tags":["ai/small"],"created":1}]' ;;
status) echo '{"endpoint":"http://models.test"}' ;;
pull) echo pulling "$2" ;;
esac
`;

test("models are fetched and set up by the plugin, and services know them", async () => {
  const { paths } = await engine();
  const folder = `${paths.folder}/.docker/cli-plugins`;
  writeFileSync(`${folder}/docker-model`, plugin, { mode: 0o755 });
  const seen = async (tool: Tool) => {
    rmSync(`${folder}/calls`, { force: true });
    const { code, stderr } = await pair.run(tool, ["up", "-d", "talking"]);
    const calls = readFileSync(`${folder}/calls`, "utf8").trim().split("\n").sort();
    const { stdout } = await (await engine()).docker([
      "inspect",
      "-f",
      "{{json .Config}}",
      `${pair.name(tool)}-talking-1`,
    ]);
    const { Env, Labels } = JSON.parse(stdout) as { Env: string[]; Labels: Record<string, string> };
    const shown = stderr.replaceAll(pair.name(tool), "PROJECT").split("\n").sort();
    return { code, shown, calls, env: Env.sort(), hash: Labels["com.docker.compose.config-hash"] };
  };
  const [stock, own] = [await seen("stock"), await seen("own")];
  rmSync(`${folder}/docker-model`);
  expect(own).toEqual(stock);
  expect(own.env).toContain("WHERE=http://models.test");
}, 60_000);

test("services that ask for it have the API's socket and the user's credentials", async () => {
  const { paths } = await engine();
  // The engine makes what is to be mounted.
  const socket = "/var/run/docker.sock";
  const isMissing = !existsSync(socket);
  const auths = { "registry.test": { auth: Buffer.from("user:word").toString("base64") } };
  writeFileSync(`${paths.folder}/.docker/config.json`, JSON.stringify({ auths }));
  const seen = async (tool: Tool) => {
    const { code, stderr } = await pair.run(tool, ["up", "-d", "watching"]);
    const name = `${pair.name(tool)}-watching-1`;
    const { stdout } = await (await engine()).docker(["inspect", "-f", "{{json .}}", name]);
    const { Config, Mounts } = JSON.parse(stdout) as Inspected;
    const file = await (await engine()).docker(["exec", name, "cat", "/run/secrets/docker/config.json"]);
    const hash = Config.Labels["com.docker.compose.config-hash"];
    return { code, lines: stderr.split("\n").length, env: Config.Env.sort(), hash, Mounts, file: file.stdout };
  };
  const [stock, own] = [await seen("stock"), await seen("own")];
  rmSync(`${paths.folder}/.docker/config.json`);
  if (isMissing) rmdirSync(socket);
  expect(own).toEqual(stock);
  expect(own.file).toContain("registry.test");
}, 60_000);

interface Inspected {
  readonly Config: { readonly Env: string[]; readonly Labels: Readonly<Record<string, string>> };
  readonly Mounts: unknown;
}
