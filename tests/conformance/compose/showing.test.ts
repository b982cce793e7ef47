import { beforeAll, expect, test } from "bun:test";
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
  telling: {image: busybox, command: "sh -c 'echo ready; exec sleep 7000'", stop_signal: SIGKILL}
  profiled: {build: ctx, profiles: [some]}
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
  const stdout = command.stdout.replace(/\n[^a-z]*telling-1 exited with code 137\n/, "");
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
