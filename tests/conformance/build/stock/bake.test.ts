import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { buildEngine, printedIn, sources, stock } from "./stock-clients.ts";

const engine = buildEngine();

const folder = sources({
  Dockerfile: "FROM busybox\nARG WHO=nobody\nARG WHERE=nowhere\nRUN echo $WHO $WHERE > /said\n",
  "docker-bake.hcl": `
variable "TAG" { default = "1" }
function "upper_tag" {
  params = [name]
  result = "\${upper(name)}-\${TAG}"
}
group "default" { targets = ["one", "many"] }
target "_base" {
  context = "."
  args = { WHERE = "of base" }
}
target "one" {
  inherits = ["_base"]
  args = { WHO = "one" }
  tags = ["baked:one-\${TAG}"]
}
target "many" {
  inherits = ["_base"]
  name = "many-\${item.name}"
  matrix = { item = [{ name = "a" }, { name = "b" }] }
  args = { WHO = item.name, WHERE = equal(item.name, "b") ? "of b" : null }
  tags = ["baked:many-\${item.name}", "baked:\${upper_tag(item.name)}"]
}
target "failing" {
  dockerfile-inline = "FROM busybox\\nRUN exit 3"
}
target "on-top" {
  contexts = { below = "target:one" }
  dockerfile-inline = "FROM below\\nRUN cat /said > /again"
  tags = ["baked:on-top"]
}
`,
  "compose.yaml": `
services:
  web:
    build: { context: ., args: { WHO: compose } }
    image: baked:compose
`,
});

const bake = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  stock(await engine(), ["buildx", "bake", "--progress=plain", "-f", `${folder}/docker-bake.hcl`, ...words], { env });
const settings = [`--set=*.context=${folder}`, `--allow=fs.read=${folder}`];

test("groups, matrices and what targets inherit become images", async () => {
  const metadata = `${folder}/metadata`;
  await bake(["--load", "--metadata-file", metadata, ...settings], { TAG: "7" });
  const said = (image: string) => engine().then((started) => printedIn(started, image, "cat", "/said"));
  expect(await said("baked:one-7")).toBe("one of base\n");
  expect(await said("baked:many-a")).toBe("a of base\n");
  expect(await said("baked:B-7")).toBe("b of b\n");
  const built = JSON.parse(readFileSync(metadata, "utf8")) as Record<string, { "containerimage.digest": string }>;
  for (const name of ["one", "many-a", "many-b"])
    expect(built[name]?.["containerimage.digest"]).toMatch(/^sha256:[0-9a-f]{64}$/);
}, 60_000);

test("a target is the context of another", async () => {
  const started = await engine();
  await bake(["--load", "on-top", ...settings]);
  expect(await printedIn(started, "baked:on-top", "cat", "/again")).toBe("one of base\n");
}, 60_000);

test("--set goes over the file, and --print shows what would be built", async () => {
  const words = ["one", "--set", "one.args.WHO=set", "--set", "one.tags=baked:set", ...settings];
  const { stdout } = await bake([...words, "--print"]);
  expect(JSON.parse(stdout)).toMatchObject({
    target: { one: { context: folder, args: { WHERE: "of base", WHO: "set" }, tags: ["baked:set"] } },
  });
  await bake(["--load", ...words]);
  expect(await printedIn(await engine(), "baked:set", "cat", "/said")).toBe("set of base\n");
}, 60_000);

test("a compose file is a definition too", async () => {
  const started = await engine();
  const words = ["buildx", "bake", "--load", "-f", `${folder}/compose.yaml`, ...settings];
  await stock(started, words);
  expect(await printedIn(started, "baked:compose", "cat", "/said")).toBe("compose nowhere\n");
}, 60_000);

test("one that fails says why", async () => {
  const started = await engine();
  const words = ["buildx", "bake", "--progress=plain", "-f", `${folder}/docker-bake.hcl`, ...settings];
  const failed = await started.docker([...words, "failing"]);
  expect(failed.code).toBe(1);
  const why = 'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3';
  expect(failed.stderr).toContain(`ERROR: failed to solve: ${why}`);
}, 60_000);
