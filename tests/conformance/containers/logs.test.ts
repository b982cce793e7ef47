import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";
import { demultiplex, Stream } from "../../support/stream.ts";

const engine = sharedEngine();

async function start(name: string, script: string, more: object = {}): Promise<void> {
  const body = { Image: "busybox", Cmd: ["sh", "-c", script], ...more };
  await (await engine()).json("POST", `/containers/create?name=${name}`, body);
  await (await engine()).json("POST", `/containers/${name}/start`);
}

async function logs(name: string, query: string): Promise<Buffer> {
  return (await (await engine()).request("GET", `/containers/${name}/logs?${query}`)).body;
}

test("both outputs are kept apart, and chosen", async () => {
  await start("both", "echo one; echo two >&2; sleep 0.2; echo three");
  await (await engine()).json("POST", "/containers/both/wait");
  expect(demultiplex(await logs("both", "stdout=1&stderr=1"))).toEqual({ stdout: "one\nthree\n", stderr: "two\n" });
  expect(demultiplex(await logs("both", "stderr=1"))).toEqual({ stdout: "", stderr: "two\n" });
  expect(demultiplex(await logs("both", "stdout=1&tail=1")).stdout).toBe("three\n");
});

test("neither output is an error", async () => {
  await start("neither", "true");
  const { status, body } = await (await engine()).request("GET", "/containers/neither/logs");
  expect([status, JSON.parse(body.toString())]).toEqual([
    400,
    { message: "Bad parameters: you must choose at least one stream" },
  ]);
});

test("time stamps are RFC 3339 with nanoseconds; since and until cut by them", async () => {
  await start("stamped", "echo first; sleep 1.2; echo second");
  await (await engine()).json("POST", "/containers/stamped/wait");
  const { stdout } = demultiplex(await logs("stamped", "stdout=1&timestamps=1"));
  const [first, second] = stdout.trim().split("\n");
  expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z first$/);
  const between = Date.parse(second!.split(" ")[0]!) / 1000 - 0.6;
  expect(demultiplex(await logs("stamped", `stdout=1&since=${between}`)).stdout).toBe("second\n");
  expect(demultiplex(await logs("stamped", `stdout=1&until=${between}`)).stdout).toBe("first\n");
});

test("following gives what was, what comes and the end, without gap or double", async () => {
  await start("followed", "i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo line $i; usleep 2000; done");
  const seen = demultiplex(await logs("followed", "stdout=1&follow=1")).stdout;
  expect(seen).toBe(Array.from({ length: 300 }, (_, i) => `line ${i + 1}\n`).join(""));
});

test("a follower that goes away does not hold up the container", async () => {
  await start("left", "while :; do echo x; usleep 5000; done");
  const follower = await Stream.open((await engine()).paths.socket, "GET", {
    path: "/containers/left/logs?stdout=1&follow=1",
  });
  await follower.expect("x");
  follower.close();
  const { stdout } = await (await engine()).docker(["exec", "left", "echo", "alive"]);
  expect(stdout).toBe("alive\n");
});

test("a long line, a line without end and bytes that are no text stay what they are", async () => {
  await start("odd", "head -c 100000 /dev/zero | tr '\\0' x; echo; printf 'no end'; printf '\\n\\001\\n'");
  await (await engine()).json("POST", "/containers/odd/wait");
  expect(demultiplex(await logs("odd", "stdout=1")).stdout).toBe(`${"x".repeat(100_000)}\nno end\n\u0001\n`);
});

test("with a terminal the log is raw", async () => {
  await start("raw", "echo plain", { Tty: true });
  await (await engine()).json("POST", "/containers/raw/wait");
  expect((await logs("raw", "stdout=1")).toString()).toBe("plain\r\n");
});

test("max-size and max-file rotate the log", async () => {
  const LogConfig = { Type: "json-file", Config: { "max-size": "10k", "max-file": "2" } };
  await start("rotated", "i=0; while [ $i -lt 2000 ]; do i=$((i+1)); echo line $i; done", {
    HostConfig: { LogConfig },
  });
  await (await engine()).json("POST", "/containers/rotated/wait");
  const { stdout } = demultiplex(await logs("rotated", "stdout=1"));
  const lines = stdout.trim().split("\n");
  expect(lines.at(-1)).toBe("line 2000");
  expect(lines.length).toBeLessThan(1000);
});
