import { expect, test } from "bun:test";
import { recordingIo, scriptedClient } from "../io/fake.ts";
import { runCompose } from "./dispatch.ts";

async function run(args: readonly string[], options: Parameters<typeof recordingIo>[0] = {}): Promise<string> {
  const io = recordingIo(options);
  await runCompose(io.op, io, scriptedClient([]).client, args);
  return io.printed().out;
}

const refusal = (args: readonly string[]): Promise<string> =>
  run(args).then(
    () => "nothing",
    (error: Error) => error.message,
  );

test("compose: a project on standard input", async () => {
  const input = "name: piped\nservices: {a: {image: busybox}}\n";
  expect(await run(["-f", "-", "config", "--format", "json"], { input })).toContain('"name": "piped"');
});

test("compose: variables win over the files", async () => {
  const input = "name: piped\nservices: {a: {image: busybox}}\n";
  const printed = await run(["-f", "-", "config"], { input, env: { COMPOSE_PROJECT_NAME: "given" } });
  expect(printed).toStartWith("name: given\n");
});

test("compose: wrong flags are told in a line", async () => {
  const said = [
    [["--nosuch"], "unknown flag: --nosuch"],
    [["--progress", "nope", "config"], 'unsupported --progress value "nope"'],
    [["--progress", "tty", "--ansi", "never", "config"], "can't use --progress tty while ANSI support is disabled"],
    [["nosuch"], 'unknown docker command: "compose nosuch"'],
    [["-p", "Bad!", "config"], 'invalid project name "Bad!": must consist only of lowercase'],
  ] as const;
  for (const [args, message] of said) expect(await refusal(args)).toContain(message);
});

test("compose: with JSON progress errors are objects", async () => {
  expect(await refusal(["--progress", "json", "-f", "/nosuch/x.yaml", "config"])).toContain(
    '{"error":true,"message":"open /nosuch/x.yaml: no such file or directory"}',
  );
});

test("compose: a terminal is shown where a file is wrong, scripts are told in Compose's words alone", async () => {
  const input = "services:\n  a:\n   image: x\n\tb: [\n";
  const said = "yaml: line 3: found a tab character that violates indentation";
  const config = (options: Parameters<typeof recordingIo>[0]): Promise<string> =>
    run(["-f", "-", "config"], { input, ...options }).catch((error: Error) => error.message);
  expect(await config({})).toBe(said);
  expect(await config({ columns: 80 })).toBe(`${said}\n-:4:2\n  4 | \tb: [\n    | \t^`);
});
