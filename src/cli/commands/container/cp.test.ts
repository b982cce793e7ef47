import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../io/run-command.ts";
import * as cp from "./cp.ts";

test("what is not a copy between a container and this machine is refused", async () => {
  const said = async (...args: string[]) => (await runCommand(cp, args, { answers: [] })).err;
  expect(await said("a:/x", "b:/y")).toBe("copying between containers is not supported");
  expect(await said("x", "y")).toBe("must specify at least one container source");
  expect(await said("", "y")).toBe("source can not be empty");
  expect(await said("x", "")).toBe("destination can not be empty");
});

test("a missing folder on this machine is said before the engine is asked", async () => {
  const { code, err, requests } = await runCommand(cp, ["c:/x", "/no/such/y"], { answers: [] });
  expect([code, err, requests]).toEqual([1, 'invalid output path: directory "/no/such" does not exist', []]);
});

test("the path of the container and the options are asked for, and standard input wants a folder", async () => {
  const work = mkdtempSync(join(tmpdir(), "cp-"));
  try {
    writeFileSync(join(work, "f"), "x");
    const absent = { status: 404, json: { message: "Could not find the file /t in container c" } };
    const { code, err, requests } = await runCommand(cp, ["-a", "--quiet=false", join(work, "f"), "c:/t"], {
      answers: [absent, { text: "" }],
    });
    expect([code, err]).toEqual([0, "Successfully copied 0B to c:/t\n"]);
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "HEAD /containers/c/archive?path=%2Ft",
      "PUT /containers/c/archive?copyUIDGID=true&noOverwriteDirNonDir=true&path=%2F",
    ]);
    const stdin = await runCommand(cp, ["-", "c:/t"], { answers: [absent], io: { input: "x" } });
    expect(stdin.err).toBe('destination "c:/t" must be a directory');
    expect(readFileSync(join(work, "f"), "utf8")).toBe("x");
  } finally {
    rmSync(work, { recursive: true });
  }
});
