import { expect, test } from "bun:test";
import type { ScriptedAnswer } from "../../io/fake.ts";
import { runCommand } from "../../io/run-command.ts";
import * as run from "./run.ts";

const id = "0123456789ab".padEnd(64, "0");
const created = { status: 201, json: { Id: id } };
const started = { status: 204 };
const runs: ScriptedAnswer = { pending: true };
const probed = {
  json: { Id: id, Created: "2026-01-02T03:04:05Z", Config: { Healthcheck: { Test: ["CMD", "probe"] } } },
};
const event = (status: string): ScriptedAnswer => ({
  text: `${JSON.stringify({ Type: "container", Action: `health_status: ${status}`, Actor: { ID: id } })}\n`,
});
const why = {
  json: { Id: id, Name: "x", Status: "exited", Reason: "exit", ExitCode: 3, Error: "", RestartPolicy: {} },
};

async function waits(argv: readonly string[], ...answers: ScriptedAnswer[]) {
  const { requests, ...told } = await runCommand(run, [...argv, "busybox"], { answers: [created, ...answers] });
  return { ...told, calls: requests.map(({ method, path }) => `${method} ${path.replace(id, "ID").split("?")[0]}`) };
}

test("--wait returns when the container runs", async () => {
  const told = await waits(["--wait"], runs, started, { json: { State: { Running: true } } });
  expect(told).toEqual({
    ...{ code: 0, out: `${id}\n`, err: "" },
    calls: [
      ...[
        "POST /containers/create",
        "POST /containers/ID/wait",
        "POST /containers/ID/start",
        "GET /containers/ID/json",
      ],
    ],
  });
});

test("--wait=healthy returns when its probe says so, and hears of nothing before it", async () => {
  const told = await waits(["--wait=healthy"], probed, runs, started, event("healthy"));
  expect(told).toMatchObject({ code: 0, out: `${id}\n`, err: "" });
  expect(told.calls.at(-1)).toBe("GET /events");
});

test("one that turns unhealthy fails, with what its probe said", async () => {
  const log = { json: { State: { Health: { Log: [{ ExitCode: 1, Output: "no answer\nmore" }] } } } };
  const told = await waits(["--wait=healthy"], probed, runs, started, event("unhealthy"), log);
  expect(told).toMatchObject({ code: 1, err: "container 0123456789ab is unhealthy: no answer" });
});

test("one that ends fails with its exit code and the reason", async () => {
  const ended = { json: { StatusCode: 3 } };
  const told = await waits(["--wait=healthy"], probed, ended, started, runs, why);
  expect(told).toMatchObject({
    code: 3,
    err: "container 0123456789ab ended before it was healthy: its program ended with exit code 3",
  });
  const absent = { status: 404, json: { message: "No such container" } };
  const gone = await waits(["--rm", "--wait"], { json: { StatusCode: 0 } }, started, absent);
  expect(gone).toMatchObject({
    code: 1,
    err: "container 0123456789ab ended before it was running: its program ended with exit code 0",
  });
});

test("one without a health check goes again", async () => {
  const told = await waits(["--wait=healthy"], { json: { Config: {} } }, { status: 204 });
  expect(told).toMatchObject({ code: 125, err: expect.stringContaining("--wait=healthy waits in vain") });
  expect(told.calls.at(-1)).toBe("DELETE /containers/ID");
});

test("no longer than it may", async () => {
  const told = await waits(["--wait=healthy", "--wait-timeout", "1"], probed, runs, started, runs);
  expect(told).toMatchObject({ code: 1, err: "container 0123456789ab is not healthy after 1s" });
});

test("what does not go together", async () => {
  expect(await runCommand(run, ["--wait", "-a", "stdout", "busybox"], { answers: [] })).toMatchObject({
    code: 1,
    err: "conflicting options: cannot specify both --attach and --detach",
  });
  expect(() => runCommand(run, ["--wait=soon", "busybox"], { answers: [] })).toThrow("must be running or healthy");
});
