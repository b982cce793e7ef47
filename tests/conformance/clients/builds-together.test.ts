import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Result } from "../../support/command.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
const folder = mkdtempSync(join(tmpdir(), "together-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Waits until the other build has come as far, for at most 20 s. */
const meets = (own: string, other: string): string =>
  `FROM busybox
RUN --mount=type=cache,id=meeting,target=/m touch /m/${own}; i=0; until [ -e /m/${other} ]; do sleep 0.1; i=$((i+1)); [ $i -lt 200 ] || exit 7; done
`;

const target = (name: string, context: string, more = ""): string =>
  `target "${name}" {\n  context = "${join(folder, context)}"\n  ${more}\n}\n`;
const both = (...names: string[]): string => `group "default" { targets = ${JSON.stringify(names)} }\n`;

const files: Readonly<Record<string, string>> = {
  "fails/Dockerfile": "FROM busybox\nRUN echo said && false\n",
  "fine/Dockerfile": "FROM busybox\nRUN echo fine\n",
  "wrong/Dockerfile": "FROM busybox\nRUNX echo fine\n",
  "warned/Dockerfile": "from busybox\nRUN echo warned\n",
  "asked/Dockerfile":
    "# first is the first\nFROM busybox AS first\n# FOO is what\nARG FOO=x\nARG BAR\nRUN --mount=type=secret,id=key,required true\n",
  "one/Dockerfile": meets("one", "two"),
  "two/Dockerfile": meets("two", "one"),
  "base/Dockerfile": "FROM busybox\nRUN echo base > /base\n",
  "top/Dockerfile": "FROM base\nRUN cat /base\n",
  "fails.hcl": target("default", "fails"),
  "wrong.hcl": target("default", "wrong"),
  "bad.hcl": 'target "default" {\n  foo = }\n',
  "nowhere.hcl": target("default", "nowhere"),
  "warned.hcl": target("default", "warned", 'description = "says so"'),
  "failing.hcl": both("fails", "fine") + target("fails", "fails") + target("fine", "fine"),
  "lost.hcl": both("lost", "fine") + target("lost", "nowhere") + target("fine", "fine"),
  "asked.hcl": both("warned", "asked") + target("warned", "warned") + target("asked", "asked"),
  "meeting.hcl": both("one", "two") + target("one", "one", "no-cache = true") + target("two", "two", "no-cache = true"),
  "top.hcl": target("default", "top", 'contexts = { base = "target:base" }') + target("base", "base"),
  "one.yaml": "services: {a: {build: ./fails}}\n",
  "two.yaml": "services: {a: {build: ./fails}, b: {build: ./fine}}\n",
  "wrong.yaml": "services: {a: {build: ./wrong}}\n",
  "nowhere.yaml": "services: {a: {build: ./nowhere}}\n",
  "inline.yaml": 'services: {a: {build: {dockerfile_inline: "from busybox\\nRUN true\\n"}}}\n',
  "checked.yaml": 'services: {a: {build: {dockerfile_inline: "from busybox\\nRUN true\\n"}}, b: {build: ./fine}}\n',
  "none.yaml": "services: {a: {image: busybox}}\n",
  "needing.yaml":
    'services: {a: {build: ./fine, depends_on: [b], command: "true"}, b: {build: ./fine, command: sleep 9, stop_signal: KILL}}\n',
  "fine.yaml": "services: {b: {build: ./fine}}\n",
  "meeting.yaml":
    "services: {a: {build: {context: ./one, no_cache: true}}, b: {build: {context: ./two, no_cache: true}}}\n",
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function byBoth(...argv: string[]): Promise<{ readonly stock: Result; readonly own: Result }> {
  const started = await engine();
  // From here on all that can be is taken from the cache.
  await started.own(argv);
  return { stock: await started.docker(argv), own: await started.own(argv) };
}

const shared = /FROM docker.io|load metadata|load .dockerignore|resolving provenance|# DONE/;

/** Lines without what differs from build to build: numbers, times, digests, and which of two builds shows a step that they share. */
function lines(text: string): string[] {
  return text
    .replace(/\d+\.\d+s?/g, "T")
    .replace(/ T done/g, " done")
    .replace(/^#\d+ /gm, "# ")
    .replace(/sha256:[0-9a-f]{64}/g, "SHA")
    .replace(/(transferring \w+:) \d+B/g, "$1 N")
    .split("\n")
    .filter((line) => line !== "" && !shared.test(line))
    .sort();
}

const told = ({ code, stdout, stderr }: Result) => ({ code, stdout: lines(stdout), stderr: lines(stderr) });

for (const [name, ...more] of [
  ["fails"],
  ["fails", "--progress", "quiet"],
  ["wrong"],
  ["nowhere"],
  ["lost"],
  ["bad"],
  ["fails", "--metadata-file", "/nosuch/x"],
  ["warned"],
  ["warned", "--print"],
  ["warned", "--list=targets"],
] as const)
  test(`bake shows it as the stock client does: ${[name, ...more].join(" ")}`, async () => {
    const { stock, own } = await byBoth("buildx", "bake", "-f", join(folder, `${name}.hcl`), ...more);
    expect(told(own)).toEqual(told(stock));
  }, 60_000);

for (const call of [
  "check",
  "check,ignorestatus=true",
  "targets",
  "outline",
  "subrequests.describe",
  "check,format=json",
  "targets,format=json",
])
  test(`bake asks all targets: ${call}`, async () => {
    const { stock, own } = await byBoth("buildx", "bake", "-f", join(folder, "asked.hcl"), "--call", call);
    expect([own.code, own.stdout]).toEqual([stock.code, stock.stdout]);
  }, 60_000);

test("a target that fails ends the others, and is named", async () => {
  const { stock, own } = await byBoth("buildx", "bake", "-f", join(folder, "failing.hcl"));
  const end = ({ code, stderr }: Result) => [code, stderr.slice(stderr.indexOf("\nDockerfile:2"))];
  expect(end(own)).toEqual(end(stock));
  expect(own.stderr).toContain("ERROR: target fails: failed to solve: ");
}, 60_000);

test("a target that is the context of another is built before it", async () => {
  const own = await (await engine()).own(["buildx", "bake", "--no-cache", "-f", join(folder, "top.hcl")]);
  expect(own).toMatchObject({ code: 0 });
  expect(own.stderr).toMatch(/^#\d+ \d\.\d+ base$/m);
}, 60_000);

test("targets are built at one time, and steps say of which they are", async () => {
  const own = await (await engine()).own(["buildx", "bake", "-f", join(folder, "meeting.hcl")]);
  expect(own).toMatchObject({ code: 0 });
  for (const name of ["one", "two"])
    expect(own.stderr).toMatch(new RegExp(`^#\\d+ \\[${name}\\] exporting to image$`, "m"));
}, 60_000);

for (const [name, ...more] of [
  ["one"],
  ["one", "-q"],
  ["wrong"],
  ["nowhere"],
  ["fine"],
  ["fine", "-m", "100m"],
  ["inline"],
  ["inline", "--check"],
  ["checked", "--check"],
  ["none"],
] as const)
  test(`compose build shows it as the stock one does: ${[name, ...more].join(" ")}`, async () => {
    const words = ["compose", "-f", join(folder, `${name}.yaml`), "build", ...more];
    const { stock, own } = await byBoth(...words);
    expect(told(own)).toEqual(told(stock));
    expect(own.stderr).toBe(stock.stderr);
  }, 60_000);

test("compose names the service whose build failed, and says it in JSON", async () => {
  const two = await byBoth("compose", "-f", join(folder, "two.yaml"), "build");
  expect([two.own.code, two.own.stderr]).toEqual([two.stock.code, two.stock.stderr]);
  const json = await byBoth("compose", "-f", join(folder, "one.yaml"), "--progress", "json", "build");
  expect([json.own.code, json.own.stderr]).toEqual([json.stock.code, json.stock.stderr]);
}, 60_000);

test("compose run builds what it needs and itself, and tells of the former alone", async () => {
  const started = await engine();
  const told = async (tool: "docker" | "own") => {
    const words = ["compose", "-p", `needing-${tool}`, "-f", join(folder, "needing.yaml")];
    const { code, stdout, stderr } = await started[tool]([...words, "run", "--rm", "--build", "a"]);
    await started[tool]([...words, "down", "-t", "0", "--rmi", "all"]);
    const builds = stdout.split("\n").filter((line) => line.includes("naming to"));
    const shown = [...builds, ...lines(stderr)].map((line) => line.replaceAll(`needing-${tool}`, "needing"));
    return { code, shown: shown.map((line) => line.replace(/^#\d+ | \d\.\ds/g, "")) };
  };
  const wanted = await told("docker");
  expect(wanted.code).toBe(0);
  expect(await told("own")).toEqual(wanted);
}, 60_000);

for (const [words, text] of [
  [["-f", "-", join(folder, "fine")], "from busybox\nRUN true\n"],
  [["-"], "from busybox\nRUN true\n"],
  [["-f", "-", join(folder, "fine")], "FROM busybox\nRUNX true\n"],
  [["--call", "check", "-f", "-", join(folder, "fine")], "from busybox\nRUN true\n"],
] as const)
  test(`a Dockerfile of the standard input is a file as others: build ${words[0]} ${words[1] ?? ""}`, async () => {
    const started = await engine();
    await started.own(["build", ...words], { input: text });
    const stock = await started.docker(["build", ...words], { input: text });
    const own = await started.own(["build", ...words], { input: text });
    const tidy = (result: Result): Result => ({
      ...result,
      stderr: result.stderr.replace(/^#\d+ transferring dockerfile:\n/m, ""),
    });
    expect(told(tidy(own))).toEqual(told(tidy(stock)));
  }, 60_000);

test("compose builds services at one time", async () => {
  const own = await (await engine()).own(["compose", "-f", join(folder, "meeting.yaml"), "build"]);
  expect(own).toMatchObject({ code: 0 });
  expect(own.stdout).toMatch(/^#\d+ \[b\] exporting to image$/m);
}, 60_000);
