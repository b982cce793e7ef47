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
  async build(_op, request, tell) {
    if (request.tags.includes("docker.io/library/fails:latest")) throw new EngineError("not-found", "no such thing");
    const { context, ...rest } = request;
    tell({ id: "asked", aux: { ...rest, context: context.from } });
  },
  async upload(_op, id, archive) {
    uploaded.set(id, Buffer.concat(await Array.fromAsync(archive)).toString());
  },
};
const uploaded = new Map<string, string>();

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

test("the end of an empty body in chunks is not the new protocol's", async () => {
  const head = `POST /v1.51/session HTTP/1.1\r\n${upgrade}Transfer-Encoding: chunked\r\nX-Docker-Expose-Session-Uuid: s\r\n\r\n`;
  const together = new Wire(server.path).send(`${head}0\r\n\r\nearly`);
  expect(await together.until("got early")).toBe(`${switched}s got early`);
  const apart = new Wire(server.path).send(head);
  await apart.until("h2c\r\n\r\n");
  for (const part of ["0", "\r\n\r", "\n0late"]) apart.send(part);
  expect(await apart.until("0late")).toContain("s got 0late");
  const none = new Wire(server.path).send(head);
  await none.until("h2c\r\n\r\n");
  expect(await none.send("0at once").until("0at once")).toContain("s got 0at once");
  for (const wire of [together, apart, none]) await wire.halfClose().end();
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

const post = (query: string, body = ""): string =>
  `POST /v1.51/build?version=2&${query} HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

async function build(query: string, body = ""): Promise<string> {
  return await new Wire(server.path).send(post(query, body)).halfClose().end();
}

test("a build with version=2 is BuildKit's", async () => {
  const more =
    'dockerfile=D&target=t&nocache=1&pull=1&networkmode=host&shmsize=64&ulimits=[{"Name":"a","Soft":1,"Hard":2}]';
  const answer = await build(
    `session=s&remote=client-session&t=x&buildargs={"a":"1","b":null}&cachefrom=["c"]&${more}`,
  );
  expect(JSON.parse(answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1)).aux).toEqual({
    ...{ id: "", session: "s", context: "session", tags: ["docker.io/library/x:latest"], outputs: [] },
    ...{ cacheFrom: ["c"], inlineCache: false, hostNetwork: true, quiet: false },
    options: {
      ...{ target: "t", filename: "D", "no-cache": "", "image-resolve-mode": "pull", "force-network-mode": "host" },
      ...{ "shm-size": "64", ulimit: "a=1:2", "build-arg:a": "1" },
    },
  });
  expect(await build("buildid=upload-request:b&remote=upload-request", "content")).toStartWith("HTTP/1.1 200 OK");
  expect(uploaded).toEqual(new Map([["b", "content"]]));
});

test.each([
  ["t=fails", "404 Not Found", "no such thing"],
  ["networkmode=other", "500 Internal Server Error", 'network mode \\"other\\" not supported by buildkit'],
  ['outputs=[{"Type":"a"},{"Type":"b"}]', "500 Internal Server Error", "multiple outputs not supported"],
  ["outputs=x", "400 Bad Request", "invalid outputs specified"],
  ["isolation=hyperv", "400 Bad Request", 'unsupported isolation: \\"hyperv\\"'],
  ['securityopt=["a=b"]', "400 Bad Request", "security options are not supported on linux"],
  ["squash=1", "501 Not Implemented", "not supported: squash with version=2"],
])("version=2 refuses %s", async (query, status, message) => {
  const answer = await build(query);
  expect(answer).toStartWith(`HTTP/1.1 ${status}`);
  expect(answer).toContain(message);
});
