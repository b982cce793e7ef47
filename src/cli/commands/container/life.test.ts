import { expect, test } from "bun:test";
import { runCommand } from "../../io/run-command.ts";
import * as kill from "./kill.ts";
import * as pause from "./pause.ts";
import * as rename from "./rename.ts";
import * as restart from "./restart.ts";
import * as rm from "./rm.ts";
import * as start from "./start.ts";
import * as stop from "./stop.ts";
import * as unpause from "./unpause.ts";
import * as wait from "./wait.ts";

const absent = { status: 404, json: { message: "No such container: nosuch" } };
const done = { status: 204 };

const plain: [name: string, module: Parameters<typeof runCommand>[0], argv: string[], path: string][] = [
  ["stop", stop, ["-t", "0", "-s", "INT", "a", "nosuch"], "POST /containers/a/stop?signal=INT&t=0"],
  ["restart", restart, ["a", "nosuch"], "POST /containers/a/restart"],
  ["kill", kill, ["-s", "HUP", "a", "nosuch"], "POST /containers/a/kill?signal=HUP"],
  ["pause", pause, ["a", "nosuch"], "POST /containers/a/pause"],
  ["unpause", unpause, ["a", "nosuch"], "POST /containers/a/unpause"],
  ["rm", rm, ["-fv", "a"], "DELETE /containers/a?force=1&v=1"],
];

for (const [name, module, argv, path] of plain) {
  test(`${name} prints what was done and complains about the rest`, async () => {
    const result = await runCommand(module, argv, { answers: [done, absent] });
    const [request] = result.requests;
    expect(`${request?.method} ${request?.path}`).toBe(path);
    expect(result.out).toBe("a\n");
    if (!argv.includes("nosuch")) return;
    expect(result.err).toBe("Error response from daemon: No such container: nosuch");
    expect(result.code).toBe(1);
  });
}

test("rm -f of nothing is a success", async () => {
  const result = await runCommand(rm, ["-f", "nosuch"], { answers: [absent] });
  expect(result).toMatchObject({ code: 0, out: "", err: "Error response from daemon: No such container: nosuch\n" });
});

test("start names what failed", async () => {
  const result = await runCommand(start, ["a", "nosuch"], { answers: [done, absent] });
  expect(result).toMatchObject({
    code: 1,
    out: "a\n",
    err: "Error response from daemon: No such container: nosuch\nError: failed to start containers: nosuch",
  });
});

test("start attaches to one container only", async () => {
  const result = await runCommand(start, ["-a", "a", "b"], { answers: [] });
  expect(result.err).toBe("you cannot start and attach multiple containers at once");
});

test("rename wants both names", async () => {
  expect((await runCommand(rename, [" ", "b"], { answers: [] })).err).toBe(
    "Error: Neither old nor new names may be empty",
  );
  const result = await runCommand(rename, ["nosuch", "b"], { answers: [absent] });
  expect(result.err).toEndWith("Error: failed to rename container named nosuch");
});

test("wait prints exit codes", async () => {
  const answers = [{ json: { StatusCode: 7 } }, absent];
  const result = await runCommand(wait, ["a", "nosuch"], { answers });
  expect(result).toMatchObject({ code: 1, out: "7\n" });
});
