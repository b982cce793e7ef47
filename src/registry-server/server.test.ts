import { expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { ConnectionWatch } from "./connection-watch.ts";
import { digestOf, TestRegistry } from "./registry.test-support.ts";

/** A connection on which bytes are written as they are. */
class Raw {
  readonly #socket: Socket;
  #text = "";
  readonly closed: Promise<string>;

  constructor(port: number) {
    this.#socket = connect(port, "127.0.0.1");
    this.#socket.on("data", (data) => {
      this.#text += data.toString("latin1");
    });
    this.#socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.#socket.on("close", () => resolve(this.#text)));
  }

  send(text: string): this {
    this.#socket.write(text);
    return this;
  }

  pause(): this {
    this.#socket.pause();
    return this;
  }

  end(): void {
    this.#socket.destroy();
  }
}

test("a client that breaks off leaves an upload that goes on", async () => {
  await using registry = await TestRegistry.open();
  const location = await registry.begin("x");
  const raw = new Raw(registry.port).send(`PATCH ${location} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`);
  const upload = registry.uploads.find("x", location.split("/").at(-1)!);
  while (!upload.isBusy) await new Promise((resolve) => setImmediate(resolve));
  raw.end();
  while (upload.isBusy) await new Promise((resolve) => setImmediate(resolve));
  expect((await registry.request("GET", location)).headers.get("Range")).toBe("0-3");
  const put = await registry.request("PUT", `${location}?digest=${digestOf("half and whole")}`, { body: " and whole" });
  expect(put.status).toBe(201);
});

test("clients that send no request, half a head, or half a body are dropped; others are served meanwhile", async () => {
  await using registry = await TestRegistry.open({ headMs: 400, idleSeconds: 1 });
  const location = await registry.begin("x");
  const silent = new Raw(registry.port);
  const dribbling = new Raw(registry.port).send("GET /v2/");
  const dribble = setInterval(() => dribbling.send("x"), 100);
  const stalled = new Raw(registry.port).send(
    `PATCH ${location} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`,
  );
  expect((await registry.request("GET", "/v2/")).status).toBe(200);
  expect(await silent.closed).toBe("");
  expect(await dribbling.closed).toBe("");
  clearInterval(dribble);
  expect(await stalled.closed).not.toContain("HTTP/1.1 2");
  const upload = registry.uploads.find("x", location.split("/").at(-1)!);
  while (upload.isBusy) await new Promise((resolve) => setImmediate(resolve));
  expect((await registry.request("GET", location)).headers.get("Range")).toBe("0-3");
}, 20_000);

test("a client that does not take what it asked for is dropped", async () => {
  await using registry = await TestRegistry.open({ headMs: 400, idleSeconds: 1 });
  const digest = await registry.blob("x", Buffer.alloc(64 << 20));
  const raw = new Raw(registry.port).pause().send(`GET /v2/x/blobs/${digest} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const other = await registry.request("GET", `/v2/x/blobs/${digest}`);
  expect((await other.arrayBuffer()).byteLength).toBe(64 << 20);
  raw.end();
});

test("requests that are none are refused, and the server goes on", async () => {
  await using registry = await TestRegistry.open();
  const refused = [
    "GET /v2/ HTTP/1.1\r\n\r\n",
    "POST /v2/x/blobs/uploads/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /v2/x/blobs/uploads/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "POST /v2/x/blobs/uploads/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    `GET /v2/ HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`,
    `GET /v2/ HTTP/1.1\r\nHost: x\r\n${"X: y\r\n".repeat(300)}\r\n`,
    "GET //evil/../v2/ HTTP/1.1\r\nHost: ho st\r\nConnection: close\r\n\r\n",
    "GET /v2/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  ];
  for (const request of refused) {
    const raw = new Raw(registry.port).send(request);
    expect(await raw.closed).toMatch(/^HTTP\/1\.1 4\d\d /);
  }
  expect((await registry.request("GET", "/v2/")).status).toBe(200);
  expect(registry.uploads.count).toBe(0);
});

test("a large blob passes in both directions as it is", async () => {
  await using registry = await TestRegistry.open();
  const piece = Buffer.alloc(1 << 20, 7);
  const pieces = 192;
  async function* content(): AsyncGenerator<Uint8Array> {
    for (let index = 0; index < pieces; index++) yield piece;
  }
  const location = await registry.begin("x");
  const patch = await registry.request("PATCH", location, { body: content() as unknown as ReadableStream });
  expect([patch.status, patch.headers.get("Range")]).toEqual([202, `0-${pieces * piece.length - 1}`]);
  const hash = new Bun.CryptoHasher("sha256");
  for (let index = 0; index < pieces; index++) hash.update(piece);
  const digest = `sha256:${hash.digest("hex")}`;
  expect((await registry.request("PUT", `${location}?digest=${digest}`)).status).toBe(201);
  const seen = new Bun.CryptoHasher("sha256");
  for await (const chunk of (await registry.request("GET", `/v2/x/blobs/${digest}`)).body!) seen.update(chunk);
  expect(`sha256:${seen.digest("hex")}`).toBe(digest);
}, 30_000);

test("a stop ends what waits and lets go of the folder; what came is there afterwards", async () => {
  const first = await TestRegistry.open();
  const location = await first.begin("x");
  await first.request("PATCH", location, { body: "kept" });
  await first.image("x", "v1", "content");
  await first.close();
  using _folder = first.lendFolder();
  await using second = await TestRegistry.open({ root: first.root });
  expect((await second.request("GET", location)).headers.get("Range")).toBe("0-3");
  expect((await second.request("GET", "/v2/x/manifests/v1")).status).toBe(200);
});

test("a watch ends connections without a request, and none that has one, is new, or is being sent to", () => {
  let now = 0;
  const connections = new Map([
    [1, { fd: 1, peerPort: 1001, peerAddress: "", lastSentMs: 5000 }],
    [2, { fd: 2, peerPort: 1002, peerAddress: "", lastSentMs: 5000 }],
    [3, { fd: 3, peerPort: 1003, peerAddress: "", lastSentMs: 10 }],
  ]);
  const ended: number[] = [];
  using watch = new ConnectionWatch({
    port: 1,
    idleMs: 1000,
    most: 2,
    list: () => [...connections.values()],
    end: (fd) => {
      ended.push(fd);
      connections.delete(fd);
    },
    now: () => now,
  });
  watch.look();
  expect([ended, watch.isFull]).toEqual([[], true]);
  const done = watch.begin(1002);
  now = 2000;
  watch.look();
  expect(ended).toEqual([1]);
  done();
  watch.look();
  expect(ended).toEqual([1]);
  now = 4000;
  watch.look();
  expect([ended, watch.isFull]).toEqual([[1, 2], false]);
});
