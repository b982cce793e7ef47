import { expect, test } from "bun:test";
import { sharedEngine } from "../../support/shared-engine.ts";
import { demultiplex, Stream } from "../../support/stream.ts";

const engine = sharedEngine();
const streams = "stream=1&stdin=1&stdout=1&stderr=1";

async function create(name: string, body: object): Promise<void> {
  const input = { OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true };
  await (await engine()).json("POST", `/containers/create?name=${name}`, { Image: "busybox", ...input, ...body });
}

async function attach(name: string, query = streams): Promise<Stream> {
  const { paths } = await engine();
  return await Stream.open(paths.socket, "POST", { path: `/containers/${name}/attach?${query}` });
}

test("an attach before the start sees all, and its end ends the program's input", async () => {
  await create("early", { Cmd: ["sh", "-c", "cat; echo done >&2"] });
  const stream = await attach("early");
  expect(stream.status).toBe(101);
  expect(stream.headers.get("content-type")).toBe("application/vnd.docker.multiplexed-stream");
  await (await engine()).json("POST", "/containers/early/start");
  stream.write("typed\n");
  stream.endInput();
  expect(demultiplex(await stream.toEnd())).toEqual({ stdout: "typed\n", stderr: "done\n" });
});

test("with a terminal the stream is raw", async () => {
  await create("terminal", { Cmd: ["sh", "-c", "read x; echo got $x"], Tty: true });
  const stream = await attach("terminal");
  expect(stream.headers.get("content-type")).toBe("application/vnd.docker.raw-stream");
  await (await engine()).json("POST", "/containers/terminal/start");
  stream.write("this\n");
  const seen = (await stream.toEnd()).toString();
  expect(seen).toContain("got this\r\n");
});

test("two clients see the same", async () => {
  await create("shared", { Cmd: ["sh", "-c", "read x; echo $x"], StdinOnce: false });
  const [one, two] = [await attach("shared"), await attach("shared", "stream=1&stdout=1")];
  await (await engine()).json("POST", "/containers/shared/start");
  one.write("both\n");
  await Promise.all([one.expect("both"), two.expect("both")]);
  one.close();
  two.close();
});

test("logs=1 replays what was said before", async () => {
  await create("replayed", { Cmd: ["sh", "-c", "echo before; read x; echo after"], StdinOnce: false });
  await (await engine()).json("POST", "/containers/replayed/start");
  await (await engine()).docker(["exec", "replayed", "true"]);
  const stream = await attach("replayed", `${streams}&logs=1`);
  await stream.expect("before");
  stream.write("\n");
  expect(demultiplex(await stream.toEnd()).stdout).toBe("before\nafter\n");
});

test("attaching to nothing is a 404", async () => {
  const stream = await attach("nobody");
  expect(stream.status).toBe(404);
  stream.close();
});
