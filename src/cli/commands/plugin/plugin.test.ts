import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as create from "./create.ts";
import * as install from "./install.ts";
import * as ls from "./ls.ts";
import * as upgrade from "./upgrade.ts";

const privileges = [{ Name: "network", Description: "", Value: ["host"] }];

test("plugin install asks what may be granted", async () => {
  const answers = [{ json: privileges }];
  const { code, out, err } = await runCommand(install, ["a/b"], { answers, io: { input: "n\n" } });
  expect(code).toBe(1);
  expect(out).toBe(
    'Plugin "a/b" is requesting the following privileges:\n - network: [host]\nDo you grant the above permissions? [y/N] ',
  );
  expect(err).toBe("permission denied while installing plugin docker.io/a/b");
});

test("signatures are refused", async () => {
  const { err } = await runCommand(install, ["--disable-content-trust=false", "a/b"], { answers: [] });
  expect(err).toBe("not supported: --disable-content-trust=false");
});

test("an engine without plugins is heard", async () => {
  const answers = [{ status: 501, json: { message: "not supported: GET /plugins" } }];
  const { code, err } = await runCommand(ls, [], { answers });
  expect({ code, err }).toEqual({ code: 1, err: "Error response from daemon: not supported: GET /plugins" });
});

test("a plugin that runs is not upgraded", async () => {
  const plugin = { Name: "a:latest", Enabled: true, Config: { Description: "" } };
  const { err } = await runCommand(upgrade, ["a"], { answers: [{ json: plugin }] });
  expect(err).toBe("the plugin must be disabled before upgrading");
});

test("plugin create wants a folder", async () => {
  const { err } = await runCommand(create, ["a", "/nowhere"], { answers: [] });
  expect(err).toBe("lstat /nowhere: no such file or directory");
});
