import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "../../support/command.ts";
import type { Engine } from "../../support/engine.ts";
import { EngineRegistry } from "../../support/engine-registry.ts";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
const folder = mkdtempSync(join(tmpdir(), "buildx-"));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(join(folder, "Dockerfile"), "FROM busybox\nARG WHO=x\nRUN echo hello $WHO\n");
writeFileSync(join(folder, "failing"), "FROM busybox\nRUN echo out; false\n");
writeFileSync(join(folder, "docker-bake.hcl"), `target "default" {\n  context = "${folder}"\n}\n`);

type Client = (...argv: string[]) => Promise<Result>;

/** The stock client and our own, as `docker buildx`. */
function clients(of: Engine): { readonly stock: Client; readonly own: Client } {
  return {
    stock: (...argv) => of.docker(["buildx", ...argv]),
    own: (...argv) => of.own(["buildx", ...argv]),
  };
}

/** Times that pass between two calls. */
function steady({ code, stdout, stderr }: Result): Pick<Result, "code" | "stdout" | "stderr"> {
  const still = (text: string): string =>
    text.replace(/(?:Less than a second|\d+ seconds?) ago/g, "now").replace(/ +$/gm, "");
  return { code, stdout: still(stdout), stderr: still(stderr) };
}

/** What was printed of a build: the lines, or in which order JSON names its steps and what they print. */
function told(progress: string, text: string): unknown {
  if (progress === "plain") return text;
  const lines = text.trimEnd().split("\n");
  const states = lines.map((line) => JSON.parse(line) as Record<string, { digest: string; data: string }[]>);
  const steps = states.flatMap(({ vertexes = [] }) => vertexes.map(({ digest }) => digest));
  return { steps: [...new Set(steps)], logs: states.flatMap(({ logs = [] }) => logs.map(({ data }) => data)) };
}

async function expectEqual({ stock, own }: ReturnType<typeof clients>, ...argv: string[]): Promise<string> {
  const [wanted, found] = [await stock(...argv), await own(...argv)];
  expect({ argv, ...steady(found) }).toEqual({ argv, ...steady(wanted) });
  return found.stdout;
}

test("both clients show builders, the cache and the history of builds alike, over a restart too", async () => {
  const both = clients(await engine());
  expect((await both.own("build", "-t", "own:1", "--build-arg", "WHO=own", folder)).code).toBe(0);
  expect((await both.stock("build", "-t", "stock:1", "--label", "a=b", folder)).code).toBe(0);
  expect((await both.stock("build", "-f", join(folder, "failing"), folder)).code).toBe(1);
  for (const argv of [["ls"], ["ls", "--format", "json"], ["ls", "--no-trunc"], ["inspect"], ["inspect", "nope"]])
    await expectEqual(both, ...argv);
  for (const argv of [[], ["--verbose"], ["--format", "json"], ["--filter", "type=regular"], ["--filter", "until=1"]])
    await expectEqual(both, "du", ...argv);
  for (const argv of [
    ["--builder", "nope", "inspect"],
    ["history", "--builder", "nope", "ls"],
    ["build", "--builder", "nope", folder],
    ["--builder=nope", "build", folder],
    ["prune", "-f", "--builder", "nope"],
    ["dial-stdio", "--builder", "nope"],
    ["use", "default"],
    ["use", "nope"],
    ["rm", "default"],
    ["stop"],
    ["create", "--driver", "docker"],
  ])
    await expectEqual(both, ...argv);
  const shown = async (): Promise<void> => {
    expect(await expectEqual(both, "history", "ls")).toContain("Completed");
    await expectEqual(both, "history", "ls", "--format", "json");
    expect(await expectEqual(both, "history", "ls", "--filter", "status=error")).toContain("Error");
    for (const ref of ["^1", "^2"]) {
      expect(await expectEqual(both, "history", "inspect", ref)).toContain("https://slsa.dev/provenance/v0.2");
      await expectEqual(both, "history", "inspect", "--format", "json", ref);
      await expectEqual(both, "history", "inspect", "attachment", "--type", "provenance", ref);
      await expectEqual(both, "history", "inspect", "attachment", "--type", "manifest", ref);
      for (const progress of ["plain", "rawjson"]) {
        const logs = ["history", "logs", "--progress", progress, ref];
        const [wanted, found] = [await both.stock(...logs), await both.own(...logs)];
        expect(told(progress, found.stderr)).toEqual(told(progress, wanted.stderr));
      }
    }
    await expectEqual(both, "history", "inspect", "--format", "{{.Error.Message}} {{.Error.Logs}}");
    await expectEqual(both, "history", "inspect", "nope");
  };
  await shown();
  await (await engine()).kill9();
  await (await engine()).up();
  await shown();
}, 120_000);

test("a prune says alike what went, with every filter, and asks alike", async () => {
  const of = await engine();
  const pruned = async (client: Engine["docker"], argv: readonly string[], input: string): Promise<object> => {
    await of.docker(["buildx", "prune", "-af"]);
    expect((await of.docker(["buildx", "build", "-q", "--build-arg", "WHO=pruned", folder])).code).toBe(0);
    const { code, stdout, stderr } = steady(await client(argv, { input }));
    const ids = /^(ID:\s+)?[0-9a-z]{25}|^(Parent:\s+)[0-9a-z]{25}|^(Created at:).*/gm;
    return {
      code,
      stdout: stdout.replaceAll(ids, (_all, ...[id, parent, time]) => id ?? parent ?? time ?? "ID"),
      stderr,
    };
  };
  // What former tests have built of this folder may be in use still while the first prune goes.
  await pruned((...call) => of.docker(...call), ["buildx", "prune", "-af"], "");
  for (const [line, input] of [
    ["buildx prune -f"],
    ["buildx prune -f --all --verbose"],
    ["builder prune -a -f"],
    ["builder prune -a -f --filter type=regular --filter inuse=false"],
    ["builder prune -a -f --filter type=source.local --max-used-space 1"],
    ["builder prune -f --filter until=24h"],
    ["builder prune -f --filter until=x"],
    ["builder prune -f --filter unused-for=1h --filter until=1h"],
    ["builder prune -f --filter type=regular --filter type=internal"],
    ["builder prune -f --filter strange=x"],
    ["buildx prune -f --filter x"],
    ["buildx prune -f --reserved-space x"],
    ["builder prune", "n\n"],
    ["builder prune --all", "y\n"],
  ] as const) {
    const argv = line.split(" ");
    const own = await pruned((...call) => of.own(...call), argv, input ?? "");
    expect({ line, ...own }).toEqual({ line, ...(await pruned((...call) => of.docker(...call), argv, input ?? "")) });
  }
}, 120_000);

test("what the linter finds is shown alike, with progress and without", async () => {
  const both = clients(await engine());
  writeFileSync(join(folder, "linted"), "from busybox\nMAINTAINER me\nRUN true\n");
  const linted = join(folder, "linted");
  for (const argv of [
    ["-q", "--check", "-f", linted, folder],
    ["-q", "--check", folder],
    ["-q", "--call=check,format=json", "-f", linted, folder],
    ["-q", "--call=outline", "-f", linted, folder],
    ["--progress=quiet", "--check", "-f", linted, folder],
  ])
    expect(await expectEqual(both, "build", ...argv)).toMatch(argv[0] === "-q" ? /^\n/ : /./);
  const shown = ["build", "--progress=plain", "--check", "-f", linted, folder];
  const [wanted, found] = [await both.stock(...shown), await both.own(...shown)];
  expect({ ...found, stderr: "" }).toEqual({ ...wanted, stderr: "" });
}, 60_000);

test("dial-stdio joins the standard streams to the builder's gRPC", async () => {
  const started = await engine();
  const preface = Buffer.from("505249202a20485454502f322e300d0a0d0a534d0d0a0d0a000000040000000000", "hex");
  for (const name of ["docker", "own"] as const) {
    const { code, stdout } = await started[name](["buildx", "dial-stdio"], { input: preface });
    // The first frame of the other side is its settings: length (3 bytes), type 4.
    expect([name, code, stdout.charCodeAt(3)]).toEqual([name, 0, 4]);
  }
}, 60_000);

test("builds of the history are written into a file, and forgotten", async () => {
  const both = clients(await engine());
  await both.own("build", folder);
  const exported = async (client: Client, name: string): Promise<Set<string>> => {
    const path = join(folder, name);
    expect(await client("history", "export", "-o", path)).toMatchObject({ code: 0 });
    const tar = Bun.gunzipSync(readFileSync(path));
    return new Set(
      Buffer.from(tar)
        .toString("latin1")
        .match(/blobs\/sha256\/[0-9a-f]{64}/g),
    );
  };
  expect(await exported(both.own, "own.tgz")).toEqual(await exported(both.stock, "stock.tgz"));
  const [ref = ""] = (await both.own("history", "ls", "--format", "{{.Ref}}")).stdout.split("\n");
  expect((await both.own("history", "rm", ref)).code).toBe(0);
  await expectEqual(both, "history", "rm", ref);
  await expectEqual(both, "history", "logs", ref);
  expect((await both.own("history", "rm", "--all")).code).toBe(0);
  expect((await both.stock("history", "ls", "--format", "{{.Ref}}")).stdout).toBe("");
  await expectEqual(both, "history", "inspect");
  await expectEqual(both, "history", "open");
  await expectEqual(both, "history", "import", "-f", "/nowhere");
  await expectEqual(both, "history", "import");
}, 60_000);

test("images in registries are looked at and put together alike", async () => {
  const started = await engine();
  const both = clients(started);
  await using registry = await EngineRegistry.openFor(started);
  const [one, other] = [`${registry.address}/m:1`, `${registry.address}/m:2`];
  await both.own("build", "--push", "-t", one, folder);
  await both.own("build", "--push", "--attest", "type=provenance,mode=max", "-t", other, folder);
  for (const format of [
    "",
    "{{json .}}",
    "{{json .Manifest}}",
    "{{.Image.Config.Env}}",
    "{{json .Provenance.SLSA.builder}}",
  ])
    await expectEqual(both, "imagetools", "inspect", ...(format === "" ? [] : ["--format", format]), one);
  await expectEqual(both, "imagetools", "inspect", "--raw", other);
  await expectEqual(both, "imagetools", "inspect", "--format", "{{json .Provenance}}", other);
  await expectEqual(both, "imagetools", "inspect", `${registry.address}/none`);
  const annotation = ["--annotation", "index:k=v"];
  await expectEqual(both, "imagetools", "create", "--dry-run", ...annotation, one, other);
  const made = `${registry.address}/n:all`;
  const metadata = join(folder, "made.json");
  expect((await both.own("imagetools", "create", "--metadata-file", metadata, "-t", made, one, other)).code).toBe(0);
  const { stdout: shown } = await both.stock("imagetools", "inspect", "--format", "{{json .Manifest}}", made);
  const { digest, mediaType, size } = JSON.parse(shown) as Record<string, unknown>;
  expect(JSON.parse(readFileSync(metadata, "utf8"))).toEqual({
    "containerimage.descriptor": { mediaType, digest, size },
    "image.name": made,
  });
  await expectEqual(both, "imagetools", "inspect", "--raw", made);
  await expectEqual(both, "imagetools", "create", "--dry-run", "--append", "-t", made, ...annotation, other);
}, 60_000);

test("bake says what its builds gave, and takes definitions from the standard input and the environment", async () => {
  const started = await engine();
  const file = join(folder, "docker-bake.hcl");
  const run = (stock: boolean, argv: readonly string[], options = {}): Promise<Result> =>
    started[stock ? "docker" : "own"](["buildx", "bake", ...argv], options);
  const metadata = async (stock: boolean): Promise<object> => {
    const path = join(folder, `metadata-${stock}`);
    expect((await run(stock, ["-f", file, "--metadata-file", path])).code).toBe(0);
    return JSON.parse(
      readFileSync(path, "utf8")
        .replace(/"buildx.build.ref": "[^"]*"/, '"ref": 0')
        .replace(/"args": \{\},?/, ""),
    );
  };
  expect(await metadata(false)).toEqual(await metadata(true));
  const env = { BUILDX_BAKE_FILE: `cwd://${file}` };
  const cases = [
    [["-f", "-", "--print"], { input: readFileSync(file, "utf8") }],
    [["--print"], { env }],
    [["--print"], { env: { BUILDX_BAKE_FILE: `${file}+/nowhere`, BUILDX_BAKE_PATH_SEPARATOR: "+" } }],
    [["-f", "/nowhere", "--print"], {}],
  ] as const;
  for (const [argv, options] of cases) {
    const [wanted, found] = [await run(true, argv, options), await run(false, argv, options)];
    expect([argv, found.code, found.stdout]).toEqual([argv, wanted.code, wanted.stdout]);
    expect(found.stderr.split("\n").filter((line) => line.startsWith("ERROR"))).toEqual(
      wanted.stderr.split("\n").filter((line) => line.startsWith("ERROR")),
    );
  }
}, 60_000);

test("a build that runs is in the history, and either client shows what it tells until it ends", async () => {
  const started = await engine();
  const both = clients(started);
  writeFileSync(join(folder, "slow"), "FROM busybox\nRUN echo begun; sleep 3; echo over\n");
  for (const builder of [both.own, both.stock]) {
    const building = builder("build", "--no-cache", "-f", join(folder, "slow"), folder);
    const ref = await eventually("a build that runs", async () => {
      const { stdout } = await both.stock("history", "ls", "--format", "{{.Ref}} {{.Status}}");
      return /^(\S+) Running/m.exec(stdout)?.[1];
    });
    const shown = [both.own, both.stock].map((client) => client("history", "logs", ref ?? ""));
    expect((await building).code).toBe(0);
    for (const { code, stdout, stderr } of await Promise.all(shown)) {
      expect(code === 0 ? "" : stderr).toBe("");
      expect(stdout + stderr).toContain("begun");
      expect(stdout + stderr).toContain("over");
    }
  }
}, 120_000);
