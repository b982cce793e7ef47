import { expect, test } from "bun:test";
import { bool, duration, string } from "../../flags/scalars.ts";
import { areHooksOn, askedHook } from "./asked-hook.ts";
import { type EndedCommand, endedCommand } from "./ended-command.ts";
import { hookLines } from "./hook-message.ts";

const surroundings = { config: {}, configFolder: "/nowhere", env: {} };

test("plugins are asked where the environment or the configuration says so", () => {
  const on = (env: Record<string, string>, hooks?: string): boolean =>
    areHooksOn({ env, config: hooks === undefined ? {} : { features: { hooks } } });
  expect([on({}), on({}, "true"), on({}, "maybe")]).toEqual([false, true, false]);
  expect(on({ DOCKER_CLI_HINTS: "false" }, "true")).toBe(false);
  expect(on({ DOCKER_CLI_HINTS: "", DOCKER_CLI_HOOKS: "1" }, "false")).toBe(true);
});

test("a hook is for whole words at the start of a command", () => {
  const asked = (hooks: string, line: string): string | undefined => askedHook({ hooks }, { line, failure: "" });
  expect(asked("pull,image ls", "image ls")).toBe("image ls");
  expect(asked("image", "image ls")).toBe("image");
  expect(asked("image ls", "image")).toBeUndefined();
  expect(asked("im", "image")).toBeUndefined();
  expect(asked(" image", "image")).toBeUndefined();
});

test("error-hooks are for failures, behind hooks", () => {
  const settings = { hooks: "ps", "error-hooks": "run,ps -a" };
  expect(askedHook(settings, { line: "run", failure: "" })).toBeUndefined();
  expect(askedHook(settings, { line: "run", failure: "no such image" })).toBe("run");
  expect(askedHook(settings, { line: "ps", failure: "no engine" })).toBe("ps");
});

test("a command is known by its line, as far as that can be read", async () => {
  const { line, name, args, given } = await endedCommand(
    ["run", "-it", "--name", "n", "busybox", "sh", "-c"],
    surroundings,
  );
  expect([line, name, args]).toEqual(["run", "run", ["busybox", "sh", "-c"]]);
  expect(given).toEqual({ interactive: "true", name: "", tty: "true" });
  expect((await endedCommand(["context", "ls", "-q", "--nope"], surroundings)).given).toEqual({ quiet: "true" });
});

test("builds are buildx's, but where that is switched off", async () => {
  const build = async (words: readonly string[], env = {}): Promise<string> =>
    (await endedCommand(words, { ...surroundings, env })).line;
  expect(await build(["image", "build", "-t", "x", "."])).toBe("buildx build -t x .");
  expect(await build(["build", "."])).toBe("buildx build .");
  expect(await build(["build", "."], { DOCKER_BUILDKIT: "0" })).toBe("build");
});

const command: EndedCommand = {
  ...{ line: "ps", name: "ps", path: "docker ps", usage: "docker ps [OPTIONS]", short: "Show containers" },
  ...{ aliases: [], args: ["first"], given: {}, isPlugins: false },
  table: { all: bool({ usage: "" }), name: string({ usage: "" }), wait: duration({ usage: "" }) },
  values: { all: true, name: "n", wait: 1_500_000_000 },
};

test("a template has the command's name, arguments and flags", () => {
  const filled = (Template: string): readonly string[] => hookLines(JSON.stringify({ Type: 0, Template }), command);
  expect(filled('{{.Name}} {{arg . 0}} {{arg . 1}}|{{flag . "all"}} {{flag . "wait"}}\nmore')).toEqual([
    "ps first |true 1.5s",
    "more",
  ]);
  expect(filled("{{.Use}}|{{.CommandPath}}")).toEqual(["ps [OPTIONS]|docker ps"]);
  expect(() => filled('{{flag . "constructor"}}')).toThrow("failed to parse hook template");
  expect(filled(" \n\n")).toEqual([]);
});
