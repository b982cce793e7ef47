import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Duplex } from "node:stream";
import { EngineError } from "#base/errors.ts";
import { fakeEngine } from "./backends.fake.ts";
import type { BuildkitConnections } from "./routes/buildkit/backend.ts";
import { type TestServer, testServer, Wire } from "./wire.fake.ts";

/** Answers what comes on a connection that it was given. */
function echo(name: string, connection: Duplex): void {
  connection.on("data", (chunk: Uint8Array) => connection.write(`${name} got ${Buffer.from(chunk)}`));
  connection.once("end", () => connection.end());
}

const connections: BuildkitConnections = {
  serve: (connection) => echo("grpc", connection),
  session(header) {
    const id = header("x-docker-expose-session-uuid");
    if (id === undefined) throw new EngineError("invalid-argument", "no id");
    return (connection) => echo(id, connection);
  },
};

let server: TestServer;
beforeAll(async () => {
  const engine = fakeEngine();
  server = await testServer({
    engine: { ...engine, backends: { ...engine.backends, buildkit: { open: async () => connections } } },
  });
});
afterAll(async () => await server[Symbol.asyncDispose]());

const upgrade = "Host: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n";
const switched = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";

test("/grpc gives the connection away, with what was sent early", async () => {
  const wire = new Wire(server.path).send(`POST /v1.51/grpc HTTP/1.1\r\n${upgrade}Content-Length: 0\r\n\r\nearly`);
  expect(await wire.until("got early")).toBe(`${switched}grpc got early`);
  expect(await wire.send(" late").halfClose().end()).toBe(`${switched}grpc got earlygrpc got  late`);
});

test("/session gives it to who reads its headers", async () => {
  const head = `POST /session HTTP/1.1\r\n${upgrade}X-Docker-Expose-Session-Uuid: abc\r\n\r\n`;
  expect(await new Wire(server.path).send(`${head}x`).halfClose().end()).toBe(`${switched}abc got x`);
});

test("HTTP/2 without asking is BuildKit's", async () => {
  const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  const wire = new Wire(server.path).send(`${preface}frames`);
  expect(await wire.until("frames")).toBe(`grpc got ${preface}frames`);
  expect(await wire.send(" more").halfClose().end()).toBe(`grpc got ${preface}framesgrpc got  more`);
});

test("what is refused is answered as other errors are", async () => {
  const asked = async (path: string, headers: string) =>
    (await new Wire(server.path).send(`POST ${path} HTTP/1.1\r\nHost: d\r\n${headers}\r\n`).end()).split("\r\n");
  const other = await asked("/grpc", "Connection: Upgrade\r\nUpgrade: spdy\r\n");
  expect([other[0], other.at(-1)]).toEqual([
    "HTTP/1.1 500 Internal Server Error",
    '{"message":"protocol spdy not supported"}\n',
  ]);
  const none = await asked("/grpc", "Connection: close\r\nContent-Length: 0\r\n");
  expect(none.at(-1)).toBe('{"message":"no upgrade proto in request"}\n');
  const session = await asked("/session", "Connection: Upgrade\r\nUpgrade: h2c\r\n");
  expect([session[0], session.at(-1)]).toEqual(["HTTP/1.1 400 Bad Request", '{"message":"no id"}\n']);
});
