import { beforeAll, expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";
import { demultiplex, Stream } from "../../support/stream.ts";

const engine = sharedEngine();

beforeAll(async () => {
  const body = { Image: "busybox", Cmd: ["sleep", "1000"], Env: ["FROM=container"] };
  await (await engine()).json("POST", "/containers/create?name=target", body);
  await (await engine()).json("POST", "/containers/target/start");
}, 60_000);

async function exec(...args: string[]): Promise<[number | null, string, string]> {
  const { code, stdout, stderr } = await (await engine()).docker(["exec", ...args]);
  return [code, stdout, stderr];
}

async function create(body: object): Promise<string> {
  return (await (await engine()).json<{ Id: string }>("POST", "/containers/target/exec", body)).Id;
}

test("output and exit code", async () => {
  expect(await exec("target", "sh", "-c", "echo out; echo err >&2; exit 6")).toEqual([6, "out\n", "err\n"]);
});

test("environment, user and working directory", async () => {
  const [, stdout] = await exec(
    "-e",
    "B=2",
    "-u",
    "www",
    "-w",
    "/tmp",
    "target",
    "sh",
    "-c",
    "echo $FROM $B $(id -un) $(pwd)",
  );
  expect(stdout).toBe("container 2 www /tmp\n");
});

test("more groups and the badness of the container", async () => {
  const hostConfig = { GroupAdd: ["www", "4242"], OomScoreAdj: 100 };
  const body = { Image: "busybox", Cmd: ["sleep", "1000"], HostConfig: hostConfig };
  await (await engine()).json("POST", "/containers/create?name=grouped", body);
  await (await engine()).json("POST", "/containers/grouped/start");
  expect(await exec("grouped", "id", "-G")).toEqual([0, "0 82 4242\n", ""]);
  expect((await exec("-u", "daemon", "grouped", "id", "-G"))[1]).toBe("1 82 4242\n");
  expect((await exec("grouped", "cat", "/proc/self/oom_score_adj"))[1]).toBe("100\n");
});

test("input with half-close", async () => {
  const { stdout } = await (await engine()).docker(["exec", "-i", "target", "sh", "-c", "cat; echo end"], {
    input: "in\n",
  });
  expect(stdout).toBe("in\nend\n");
});

test("a missing program exits with 127", async () => {
  const [code, stdout] = await exec("target", "nothing-of-this-name");
  expect(code).toBe(127);
  expect(stdout).toContain("executable file not found in $PATH");
});

test("a raw stream, and what inspect says before and after", async () => {
  const id = await create({ Cmd: ["sh", "-c", "read x; echo $x; exit 3"], AttachStdin: true, AttachStdout: true });
  const before = await (await engine()).json<{ Running: boolean; ExitCode: null }>("GET", `/exec/${id}/json`);
  expect(before).toMatchObject({ Running: false, ExitCode: null });
  const stream = await Stream.open((await engine()).paths.socket, "POST", { path: `/exec/${id}/start`, body: {} });
  expect(stream.status).toBe(101);
  stream.write("said\n");
  expect(demultiplex(await stream.toEnd()).stdout).toBe("said\n");
  expect(await (await engine()).json<object>("GET", `/exec/${id}/json`)).toMatchObject({ Running: false, ExitCode: 3 });
});

test("detached, it goes on without a client", async () => {
  const id = await create({ Cmd: ["sh", "-c", "echo made > /made"] });
  await (await engine()).json("POST", `/exec/${id}/start`, { Detach: true });
  const [, stdout] = await exec("target", "sh", "-c", "until cat /made 2>/dev/null; do usleep 10000; done");
  expect(stdout).toBe("made\n");
});

test("a container that does not run has no execs", async () => {
  await (await engine()).json("POST", "/containers/create?name=asleep", { Image: "busybox" });
  const { status, body } = await (await engine()).request("POST", "/containers/asleep/exec", {
    body: { Cmd: ["true"] },
  });
  expect(status).toBe(409);
  expect(body.toString()).toContain("is not running");
});

test("an empty command is refused", async () => {
  const { status, body } = await (await engine()).request("POST", "/containers/target/exec", { body: { Cmd: [] } });
  expect([status, JSON.parse(body.toString())]).toEqual([400, { message: "No exec command specified" }]);
});
