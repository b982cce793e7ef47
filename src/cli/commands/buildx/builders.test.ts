import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BuilderStore } from "../../builders/builder-store.ts";
import { shortPlatforms } from "../../builders/short-platforms.ts";
import type { CommandModule } from "../../command.ts";
import { type CommandResult, runCommand } from "../../io/run-command.ts";
import { resolveCommand } from "../../resolve.ts";
import * as build from "../image/build.ts";
import { rootCommands } from "../index.ts";
import * as bake from "./bake.ts";
import * as buildxBuild from "./build.ts";
import * as create from "./create.ts";
import * as du from "./du.ts";
import * as install from "./install.ts";
import * as rm from "./rm.ts";
import * as uninstall from "./uninstall.ts";
import * as use from "./use.ts";
import * as version from "./version.ts";

const folder = mkdtempSync(join(tmpdir(), "builders-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Module = Parameters<typeof runCommand>[0];

function ground() {
  const place = mkdtempSync(join(folder, "c-"));
  mkdirSync(join(place, "buildx/instances"), { recursive: true });
  const stored = { Name: "far", Driver: "remote", Nodes: [{ Name: "far0", Endpoint: "tcp://1.2.3.4:5" }] };
  writeFileSync(join(place, "buildx/instances/far"), JSON.stringify(stored));
  const run = (module: Module, ...argv: string[]): Promise<CommandResult> =>
    runCommand(module, argv, { answers: [], io: { configFolder: place } });
  return { place, run, store: new BuilderStore(place) };
}

test("use chooses a builder in buildx's file, and the context's own by its name", async () => {
  const { place, run, store } = ground();
  expect((await run(use, "far")).code).toBe(0);
  expect(JSON.parse(readFileSync(join(place, "buildx/current"), "utf8"))).toEqual({
    Key: "unix:///test.sock",
    Name: "far",
    Global: false,
  });
  expect((await run(du)).err).toBe("not supported: builder far of driver remote");
  expect([store.current("unix:///test.sock"), store.current("unix:///other.sock")]).toEqual(["far", ""]);
  expect((await run(use, "--global", "far")).code).toBe(0);
  expect(store.current("unix:///other.sock")).toBe("far");
  expect((await run(use, "default")).code).toBe(0);
  expect(store.current("unix:///test.sock")).toBe("");
  expect((await run(use, "nope")).err).toBe(
    `failed to find instance "nope": open ${place}/buildx/instances/nope: no such file or directory`,
  );
  expect((await run(use, "../x")).err).toContain("invalid name ../x, name needs to start with a letter");
  expect((await run(du, "--builder", "nope")).err).toBe('no builder "nope" found');
});

test("remote builders are refused by name, and forgotten when asked", async () => {
  const { place, run } = ground();
  expect((await run(create, "--name", "x")).err).toContain("not supported: builders of driver docker-container");
  expect((await run(create, "--driver", "docker")).err).toBe(
    'additional instances of driver "docker" cannot be created',
  );
  expect((await run(create, "--driver", "foo")).err).toBe('failed to find driver "foo"');
  expect(await run(rm, "far", "nope")).toMatchObject({
    code: 1,
    err: 'far removed\nfailed to remove nope: no builder "nope" found\nfailed to remove one or more builders',
  });
  expect(existsSync(join(place, "buildx/instances/far"))).toBe(false);
  expect((await run(rm, "--all-inactive", "x")).err).toBe("cannot specify builder name when --all-inactive is set");
});

test("builds go to the engine's own builder, and what they ask for that does not act is refused", async () => {
  const { run } = ground();
  expect((await run(use, "far")).code).toBe(0);
  expect((await run(buildxBuild, ".")).err).toBe("not supported: builder far of driver remote");
  expect((await run(build, "--builder", "nope", ".")).err).toBe('no builder "nope" found');
  expect((await run(build, "--policy", "x", ".")).err).toBe("not supported: --policy");
  expect((await run(build, "--resource", "memory=1g", ".")).err).toBe("not supported: --resource");
  expect((await run(bake, "--policy", "x")).err).toBe("ERROR: not supported: --policy\n");
});

test("flags of the former builder that do nothing say so where buildx says so", async () => {
  const { run } = ground();
  const { err } = await run(
    build,
    "--isolation",
    "x",
    "--security-opt",
    "y",
    "--memory",
    "1g",
    "--builder",
    "nope",
    ".",
  );
  expect(err).toBe(
    "WARNING: isolation flag is deprecated with BuildKit.\n" +
      'WARNING: security-opt flag is deprecated. "RUN --security=insecure" should be used with BuildKit.\n' +
      'no builder "nope" found',
  );
});

test("install makes `docker builder` buildx in the configuration, and uninstall takes that back", async () => {
  const { place, run } = ground();
  const config = () => JSON.parse(readFileSync(join(place, "config.json"), "utf8")) as object;
  expect((await run(install)).code).toBe(0);
  expect(config()).toEqual({ auths: {}, aliases: { builder: "buildx" } });
  expect((await run(uninstall)).code).toBe(0);
  expect(config()).toEqual({ auths: {} });
  writeFileSync(join(place, "config.json"), '{"aliases":{"other":"x"}}');
  await run(install);
  await run(uninstall);
  expect(config()).toEqual({ auths: {}, aliases: { other: "x" } });
});

test("bake is a command of docker itself, and builder has all of buildx", async () => {
  const named = async (...argv: string[]) => {
    const { path, entry } = await resolveCommand(rootCommands, argv);
    const loaded = (await entry?.load?.({})) as CommandModule | undefined;
    return [path, loaded?.command];
  };
  expect(await named("bake", "--print")).toEqual(["docker bake", bake.command]);
  expect(await named("builder", "bake")).toEqual(["docker builder bake", bake.command]);
  expect(await named("builder", "du")).toEqual(["docker builder du", du.command]);
  expect(await named("builder", "build", ".")).toEqual(["docker builder build", build.command]);
  expect(await named("buildx", "build", ".")).toEqual(["docker buildx build", buildxBuild.command]);
});

test("version says three words, as buildx does", async () => {
  expect((await ground().run(version)).out).toMatch(/^gantry \S+ \S+\n$/);
});

test("platforms are shortened to the major ones, with how many there are of each", () => {
  expect(shortPlatforms(["linux/amd64", "linux/amd64/v2", "linux/386"])).toBe("linux/amd64 (+2), linux/386");
  const many = ["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/s390x", "linux/386", "windows/amd64"];
  expect(shortPlatforms(many)).toBe("linux/amd64, linux/arm64, linux/arm/v7, linux/s390x, (2 more)");
  expect(shortPlatforms([])).toBe("");
});

test("a dry run of rm forgets no builder", async () => {
  const { place, run } = ground();
  expect(await run(rm, "--dry-run", "far", "nope")).toMatchObject({
    code: 1,
    out: "Would remove builder far\n",
    err: expect.stringContaining('failed to remove nope: no builder "nope" found'),
  });
  expect(existsSync(join(place, "buildx/instances/far"))).toBe(true);
});
