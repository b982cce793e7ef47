import { expect, test } from "bun:test";
import { runtimeFailure } from "./runtime-failure.ts";

const runPrefix = "failed to create task for container: failed to create shim task: OCI runtime create failed: ";
const start = "unable to start container process: ";

const cases: Array<{ log: string; command: string; text: string; exitCode: number; kind?: string }> = [
  {
    log: "executable file `nosuch` not found in $PATH: No such file or directory\n",
    command: "nosuch",
    text: 'exec: "nosuch": executable file not found in $PATH',
    exitCode: 127,
  },
  {
    log: '{"msg":"executable file `/bin/no` not found in $PATH: No such file or directory","level":"error","time":"x"}\n',
    command: "/bin/no",
    text: 'exec: "/bin/no": stat /bin/no: no such file or directory',
    exitCode: 127,
  },
  {
    log: "open executable: Operation not permitted",
    command: "/etc",
    text: 'exec: "/etc": permission denied',
    exitCode: 126,
  },
  {
    log: '{"level":"error","msg":"runc run failed: unable to start container process: exec: \\"a\\": permission denied"}\n',
    command: "a",
    text: 'exec: "a": permission denied',
    exitCode: 126,
  },
  {
    log: '{"level":"warning","msg":"first"}\n{"level":"error","msg":"something else broke"}\n{"level":"debug","msg":"last"}\n',
    command: "a",
    text: "something else broke",
    exitCode: 128,
    kind: "unknown",
  },
  {
    log: "chdir `/nosuch`: No such file or directory",
    command: "a",
    text: 'chdir to cwd ("/nosuch") set in config.json failed: no such file or directory',
    exitCode: 127,
  },
  {
    log: "chdir `/etc/passwd`: Not a directory",
    command: "a",
    text: 'chdir to cwd ("/etc/passwd") set in config.json failed: not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type',
    exitCode: 127,
  },
];

for (const { log, command, text, exitCode, kind } of cases)
  test(`in Docker's words: ${text.slice(0, 60)}`, () => {
    const error = runtimeFailure(log, { action: "run", command });
    expect(error.message).toBe(`${runPrefix}runc create failed: ${start}${text}`);
    expect(error.data["exitCode"]).toBe(exitCode);
    expect(error.kind).toBe((kind ?? "invalid-argument") as typeof error.kind);
  });

test("of an exec", () => {
  const log =
    '{"level":"error","msg":"exec failed: unable to start container process: exec: \\"a\\": executable file not found in $PATH"}';
  const error = runtimeFailure(log, { action: "exec", command: "a" });
  expect(error.message).toBe(
    `OCI runtime exec failed: exec failed: ${start}exec: "a": executable file not found in $PATH`,
  );
  expect(error.data["cause"]).toBe("command-not-found");
});
