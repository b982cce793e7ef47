import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

async function start(name: string, script: string, more: object = {}): Promise<void> {
  const body = { Image: "busybox", Cmd: ["sh", "-c", script], OpenStdin: true, ...more };
  await (await engine()).json("POST", `/containers/create?name=${name}`, body);
  await (await engine()).json("POST", `/containers/${name}/start`);
}

/** Bun's own client, which reaches unix sockets only by this address. */
async function connect(path: string): Promise<{ socket: WebSocket; seen: () => string; closed: Promise<number> }> {
  const { paths } = await engine();
  const socket = new WebSocket(`ws+unix://${paths.socket}:${path}`);
  socket.binaryType = "arraybuffer";
  let seen = "";
  socket.onmessage = ({ data }) => {
    seen += new TextDecoder().decode(data as ArrayBuffer);
  };
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
  });
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`no WebSocket at ${path}`));
  });
  return { socket, seen: () => seen, closed };
}

test("bytes go both ways as they are, after what was logged, until the container ends", async () => {
  await start("talks", "echo before; read x; echo got $x; read y; echo and $y >&2");
  await eventually("it is logged", async () => {
    const { body } = await (await engine()).request("GET", "/containers/talks/logs?stdout=1");
    return body.includes("before");
  });
  const query = "stream=1&logs=1&stdin=1&stdout=1&stderr=1";
  const { socket, seen, closed } = await connect(`/containers/talks/attach/ws?${query}`);
  socket.send(Buffer.from("bytes\n"));
  socket.send("text\n");
  expect(await closed).toBe(1000);
  expect(seen()).toBe("before\ngot bytes\nand text\n");
});

test("only the streams asked for; before API 1.42 all of them", async () => {
  await start("quiet", "read x; echo out; echo err >&2");
  const { socket, seen, closed } = await connect("/containers/quiet/attach/ws?stream=1&stdin=1&stdout=1");
  socket.send("go\n");
  await closed;
  expect(seen()).toBe("out\n");
  await start("all", "read x; echo out");
  const older = await connect("/v1.41/containers/all/attach/ws?stream=1");
  older.socket.send("go\n");
  await older.closed;
  expect(older.seen()).toBe("out\n");
});

test("much output, and a client that leaves", async () => {
  await start("much", "read x; head -c 300000 /dev/zero; cat >/dev/null");
  const { socket, seen, closed } = await connect("/containers/much/attach/ws?stream=1&stdin=1&stdout=1");
  const whole = new Promise<void>((resolve) => {
    socket.addEventListener("message", () => seen().length >= 300_000 && resolve());
  });
  socket.send("go\n");
  await whole;
  expect(seen()).toHaveLength(300_000);
  socket.close();
  await closed;
  const { State } = await (await engine()).json<{ State: { Running: boolean } }>("GET", "/containers/much/json");
  expect(State.Running).toBe(true);
  expect((await (await engine()).request("DELETE", "/containers/much?force=1")).status).toBe(204);
});

test("what is refused is answered before the handshake", async () => {
  const headers = {
    ...{ Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13" },
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const { status, body } = await (await engine()).request("GET", "/containers/nosuch/attach/ws?stream=1", { headers });
  expect([status, body.toString().trim()]).toEqual([404, '{"message":"No such container: nosuch"}']);
  await start("plain", "cat");
  expect((await (await engine()).request("GET", "/containers/plain/attach/ws?stream=1")).status).toBe(400);
  expect((await (await engine()).request("DELETE", "/containers/plain?force=1")).status).toBe(204);
});
