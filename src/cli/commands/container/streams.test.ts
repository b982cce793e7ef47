import { expect, test } from "bun:test";
import { encodeFrame } from "#formats/stdcopy.ts";
import { countError } from "../../arguments.ts";
import { runCommand } from "../../io/run-command.ts";
import * as attach from "./attach.ts";
import * as exec from "./exec.ts";
import * as logs from "./logs.ts";
import * as run from "./run.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const output = new Uint8Array(
  Buffer.concat([encodeFrame("stdout", bytes("out\n")), encodeFrame("stderr", bytes("err\n"))]),
);

test("logs take the streams apart", async () => {
  const answers = [{ json: { Id: "c1", Config: { Tty: false } } }, { text: output }];
  const result = await runCommand(logs, ["-n", "1", "x"], { answers });
  expect(result).toMatchObject({ code: 0, out: "out\n", err: "err\n" });
  expect(result.requests[1]?.path).toBe("/containers/c1/logs?stderr=1&stdout=1&tail=1");
});

test("exec gives the exit code", async () => {
  const answers = [{ json: {} }, { status: 201, json: { Id: "e1" } }, { text: output }, { json: { ExitCode: 4 } }];
  const result = await runCommand(exec, ["-e", "A=b", "x", "sh", "-c", "exit 4"], { answers });
  expect(result).toMatchObject({ code: 4, out: "out\n", err: "err\n" });
  expect(result.requests[1]?.json).toMatchObject({ AttachStdin: false, Cmd: ["sh", "-c", "exit 4"], Env: ["A=b"] });
});

test("a terminal needs one", async () => {
  expect((await runCommand(exec, ["-it", "x", "sh"], { answers: [{ json: {} }] })).err).toBe(
    "the input device is not a TTY",
  );
  expect(await runCommand(run, ["-it", "busybox"], { answers: [] })).toMatchObject({
    code: 1,
    err: "the input device is not a TTY",
  });
});

test("run attaches, waits, starts, and gives the exit code", async () => {
  const answers = [
    { status: 201, json: { Id: "c1", Warnings: ["careful"] } },
    { text: output },
    { json: { StatusCode: 7 } },
    { status: 204 },
  ];
  const result = await runCommand(run, ["--rm", "busybox", "true"], { answers });
  expect(result).toMatchObject({ code: 7, out: "out\n", err: "WARNING: careful\nerr\n" });
  expect(result.requests.map(({ path }) => path)).toEqual([
    "/containers/create",
    "/containers/c1/attach?stderr=1&stdout=1&stream=1",
    "/containers/c1/wait?condition=removed",
    "/containers/c1/start",
  ]);
});

test("run -d prints the id", async () => {
  const result = await runCommand(run, ["-d", "busybox"], {
    answers: [{ status: 201, json: { Id: "c1" } }, { status: 204 }],
  });
  expect(result).toMatchObject({ code: 0, out: "c1\n" });
  expect(result.requests[0]?.json).toMatchObject({ AttachStdout: false, AttachStderr: false });
});

test("run turns a failed start into the shell's exit code", async () => {
  const failure = { status: 400, json: { message: 'exec: "x": executable file not found in $PATH' } };
  const result = await runCommand(run, ["-d", "busybox"], { answers: [{ status: 201, json: { Id: "c1" } }, failure] });
  expect(result.code).toBe(127);
  expect(result.err).toBe(
    "docker: Error response from daemon: exec: \"x\": executable file not found in $PATH\n\nRun 'docker run --help' for more information",
  );
});

test("run refuses what contradicts itself", async () => {
  expect(await runCommand(run, ["-d", "-a", "stdin", "x"], { answers: [] })).toMatchObject({
    code: 1,
    err: "conflicting options: cannot specify both --attach and --detach",
  });
  expect((await runCommand(run, ["--pull", "x", "busybox"], { answers: [] })).code).toBe(125);
});

test("a missing image is asked for once", async () => {
  const answers = [
    { status: 404, json: { message: "No such image: x:latest" } },
    { status: 501, json: { message: "not supported: pull" } },
  ];
  const result = await runCommand(run, ["x"], { answers });
  expect(result.code).toBe(125);
  expect(result.err).toStartWith(
    "Unable to find image 'x:latest' locally\ndocker: Error response from daemon: not supported: pull",
  );
});

test("attach wants a container that runs", async () => {
  const waited = { json: { StatusCode: 0 } };
  const stopped = { json: { State: { Running: false }, Config: {} } };
  expect((await runCommand(attach, ["x"], { answers: [waited, stopped] })).err).toBe(
    "You cannot attach to a stopped container, start it first",
  );
});

test("logs of several are merged by time, with names in front, and colours on a terminal only", async () => {
  const log = (...lines: [stream: "stdout" | "stderr", second: number, text: string][]) => ({
    text: new Uint8Array(
      Buffer.concat(
        lines.map(([stream, second, text]) =>
          encodeFrame(stream, bytes(`2026-01-02T03:04:0${second}.000000000Z ${text}\n`)),
        ),
      ),
    ),
  });
  const inspected = (name: string) => ({ json: { Id: name, Name: `/${name}`, Config: { Tty: false } } });
  const show = (argv: string[], io: object = {}) =>
    runCommand(logs, ["--merge", ...argv], {
      answers: [
        ...[inspected("web"), inspected("database")],
        ...[log(["stdout", 1, "one"], ["stderr", 3, "three"]), log(["stdout", 2, "two"], ["stdout", 4, "four"])],
      ],
      io,
    });
  const told = await show(["web", "database"]);
  expect(told).toMatchObject({
    out: "web       | one\ndatabase  | two\ndatabase  | four\n",
    err: "web       | three\n",
  });
  expect(told.requests.at(-1)?.path).toBe("/containers/database/logs?stderr=1&stdout=1&tail=all&timestamps=1");
  expect((await show(["-t", "web", "database"])).out).toContain("web       | 2026-01-02T03:04:01.000000000Z one\n");
  const colored = await show(["web", "database"], { columns: 80 });
  expect(colored.out).toContain("\u001b[36mweb       | \u001b[0mone\n\u001b[33mdatabase  | \u001b[0mtwo\n");
  const plain = await show(["web", "database"], { columns: 80, env: { NO_COLOR: "1" } });
  expect(plain.out).toBe(told.out);
});

test("logs of several, one of which is not there, show nothing", async () => {
  const answers = [
    { status: 404, json: { message: "No such container: a" } },
    { json: { Id: "b", Name: "/b" } },
    { text: output },
  ];
  const result = await runCommand(logs, ["--merge", "a", "b"], { answers });
  expect(result).toMatchObject({ code: 1, out: "", err: "Error response from daemon: No such container: a" });
});

test("several logs want --merge, in Docker's words", () => {
  const where = { path: "docker logs", usage: "docker logs [OPTIONS] CONTAINER" };
  expect(countError(logs.command.arguments, 2, where)).toStartWith("docker: 'docker logs' requires 1 argument\n");
  expect(countError(logs.command.arguments, 0, { ...where, changed: () => true })).toBeDefined();
  expect(countError(logs.command.arguments, 2, { ...where, changed: (flag) => flag === "merge" })).toBeUndefined();
});
