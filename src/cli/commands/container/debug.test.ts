import { expect, test } from "bun:test";
import type { ScriptedAnswer } from "../../io/fake.ts";
import { runCommand } from "../../io/run-command.ts";
import * as debug from "./debug.ts";

const target = {
  json: { Id: "t1", State: { Running: true }, Config: { Hostname: "shop" }, HostConfig: { PidMode: "" } },
};
const created = { status: 201, json: { Id: "c1", Warnings: [] } };
const gantry = { json: { Platform: { Name: "Gantry" } } };
const toolbox = { json: { Id: "c1", Config: { OpenStdin: false }, HostConfig: { AutoRemove: true } } };
const attached = { text: "" };
const ended = { json: { StatusCode: 4 } };

const run = (argv: string[], answers: ScriptedAnswer[], io: object = {}) => runCommand(debug, argv, { answers, io });

test("a toolbox joins the namespaces of a container, and gives the exit code of its command", async () => {
  const answers = [target, created, gantry, toolbox, attached, ended, { status: 204 }];
  const result = await run(["--image", "tools", "web", "--", "ps", "-ef"], answers);
  expect(result).toMatchObject({ code: 4, err: "" });
  expect(result.requests[1]?.json).toMatchObject({
    ...{ Image: "tools", User: "0", Entrypoint: [""], Cmd: ["ps", "-ef"], Env: ["HOSTNAME=shop"] },
    ...{ Tty: false, OpenStdin: false },
    HostConfig: {
      ...{ AutoRemove: true, PidMode: "container:t1", NetworkMode: "container:t1", CapAdd: ["SYS_PTRACE"] },
    },
  });
  expect(result.requests.map(({ path }) => path)).toContain("/containers/c1/start?toolbox=1");
});

test("the image of the configuration, and its own shell", async () => {
  const config = { plugins: { debug: { image: "mine" } } };
  const answers = [target, created, gantry, toolbox, attached, ended, { status: 204 }];
  const sent = (await run(["web"], answers, { config })).requests[1]?.json as Record<string, unknown>;
  expect(sent).toMatchObject({ Image: "mine", OpenStdin: true });
  expect(sent["Cmd"]).toBeUndefined();
});

test("without an image, or a container that runs, nothing is made", async () => {
  expect(await run(["web"], [])).toMatchObject({ code: 125, err: expect.stringContaining("no toolbox image") });
  const stopped = await run(["--image", "tools", "web"], [{ json: { State: { Running: false } } }]);
  expect(stopped).toMatchObject({ code: 1, err: expect.stringContaining("container web does not run") });
  expect(stopped.requests).toHaveLength(1);
  const absent = { status: 404, json: { message: "No such image: tools:latest" } };
  const missing = await run(["--image", "tools", "--pull", "never", "web"], [target, absent]);
  expect(missing).toMatchObject({ code: 1, err: "Error response from daemon: No such image: tools:latest" });
});

test("another engine, and a shared PID namespace, are said", async () => {
  const shared = { json: { ...target.json, HostConfig: { PidMode: "host" } } };
  const stock = { json: { Platform: { Name: "Docker Engine - Community" } } };
  const answers = [shared, created, stock, toolbox, attached, ended, { status: 204 }];
  const { err } = await run(["--image", "tools", "web", "true"], answers);
  expect(err).toBe(
    "The engine is not Gantry: the toolbox has an IPC namespace and a host name of its own.\nThe container shares its PID namespace: its files are at /proc/PID/root of one of its processes.\n",
  );
});
