import { expect, test } from "bun:test";
import { dockerClient } from "../../support/peers.ts";
import { sharedEngine } from "../../support/shared-engine.ts";
import { Terminal } from "../../support/terminal.ts";

const engine = sharedEngine();

async function run(...args: string[]): Promise<[number | null, string, string]> {
  const { code, stdout, stderr } = await (await engine()).docker(["run", "--rm", ...args]);
  return [code, stdout, stderr];
}

test("run prints what the program prints and exits as it does", async () => {
  expect(await run("busybox", "sh", "-c", "echo out; echo err >&2; exit 7")).toEqual([7, "out\n", "err\n"]);
});

test("run --rm leaves no container", async () => {
  await run("--name", "gone", "busybox", "true");
  const { status } = await (await engine()).request("GET", "/containers/gone/json");
  expect(status).toBe(404);
});

test("a missing program exits with 127, one that cannot be run with 126", async () => {
  const [missing, , text] = await run("busybox", "no-such-program");
  expect(missing).toBe(127);
  expect(text).toContain('exec: "no-such-program": executable file not found in $PATH');
  expect((await run("busybox", "/etc/passwd"))[0]).toBe(126);
});

test("an unknown flag exits with 125", async () => {
  expect((await run("--no-such-flag", "busybox"))[0]).toBe(125);
});

test("stdin reaches the program, and its end too", async () => {
  const { stdout } = await (await engine()).docker(["run", "--rm", "-i", "busybox", "wc", "-c"], { input: "12345" });
  expect(stdout.trim()).toBe("5");
});

test("a megabyte each way arrives whole", async () => {
  const input = Buffer.alloc(1 << 20, "0123456789abcde\n");
  const { stdout } = await (await engine()).docker(["run", "--rm", "-i", "busybox", "cat"], { input });
  expect(stdout === input.toString()).toBe(true);
});

test("environment, working directory, user and host name are as asked for", async () => {
  const options = ["-e", "A=1", "-w", "/somewhere/new", "-u", "www:daemon", "-h", "named"];
  const [, stdout] = await run(...options, "busybox", "sh", "-c", "echo $A $(pwd) $(id -un):$(id -gn) $(hostname)");
  expect(stdout).toBe("1 /somewhere/new www:daemon named\n");
});

test("a user's supplementary groups come from the image", async () => {
  expect((await run("-u", "www", "busybox", "id"))[1]).toBe("uid=82(www) gid=82(www) groups=82(www),900(extra)\n");
  expect((await run("--group-add", "44", "busybox", "id", "-G"))[1].split(/\s+/)).toContain("44");
});

test("a user that is not there is refused in Docker's words", async () => {
  const [code, , text] = await run("-u", "nobody-here", "busybox", "true");
  expect([code, text]).toEqual([
    125,
    expect.stringContaining("unable to find user nobody-here: no matching entries in passwd file"),
  ]);
});

test("on a terminal the program has one, of the client's size", async () => {
  const { namespace, clientEnvironment } = await engine();
  const argv = namespace.argv(dockerClient(), "run", "--rm", "-it", "busybox", "sh");
  const terminal = new Terminal(argv, { env: clientEnvironment, columns: 91, rows: 33 });
  await terminal.expect("/ #");
  terminal.type("stty size; tty\n");
  await terminal.expect("33 91");
  await terminal.expect("/dev/pts/0");
  terminal.type("exit 5\n");
  expect(await terminal.exited()).toBe(5);
  terminal.close();
});

test("the detach keys leave the container running", async () => {
  const { namespace, clientEnvironment } = await engine();
  const argv = namespace.argv(dockerClient(), "run", "--name", "detached", "-it", "busybox", "sh");
  const terminal = new Terminal(argv, { env: clientEnvironment });
  await terminal.expect("/ #");
  terminal.type("\x10\x11");
  await terminal.exited();
  terminal.close();
  const inspected = await (await engine()).json<{ State: { Running: boolean } }>("GET", "/containers/detached/json");
  expect(inspected.State.Running).toBe(true);
});

test("--init puts a reaper in front of the program", async () => {
  const [, stdout] = await run("--init", "busybox", "sh", "-c", "cat /proc/1/comm");
  expect(stdout.trim()).toBe("docker-init");
});
