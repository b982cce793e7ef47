import { afterAll, beforeAll, expect, test } from "bun:test";
import { once } from "node:events";
import net from "node:net";
import { exchange, type TestServer, testServer, Wire } from "./wire.fake.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => await server[Symbol.asyncDispose]());

const get = (path: string) => exchange(server.path, `GET ${path}`);
const create = (body: string, path = "/v1.51/containers/create") => exchange(server.path, `POST ${path}`, body);

test("ping says who answers", async () => {
  const answer = await get("/_ping");
  for (const header of ["Api-Version: 1.51", "Ostype: linux", "Docker-Experimental: false", "Pragma: no-cache"])
    expect(answer).toContain(`${header}\r\n`);
  expect(answer).toEndWith("\r\n\r\nOK");
  expect(await exchange(server.path, "HEAD /_ping")).toEndWith("\r\n\r\n");
});

test("clients that come before the engine wait for it", async () => {
  const early: Wire[] = [];
  await using late = await testServer({
    async meanwhile(path) {
      for (let i = 0; i < 3; i += 1) early.push(new Wire(path));
      early[0]!.send("GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
      early[1]!.send("GET /_ping HT");
      early[2]!.close();
      await once(net.connect({ path }), "connect");
    },
  });
  early[1]!.send("TP/1.1\r\nHost: d\r\n\r\n");
  for (const wire of early.slice(0, 2)) expect(await wire.until("OK")).toStartWith("HTTP/1.1 200 OK\r\n");
  for (const wire of early) wire.close();
  expect(await exchange(late.path, "GET /_ping")).toEndWith("OK");
});

test("a path that is none is not found, one that does not work yet is refused by name", async () => {
  for (const path of ["/nosuch", "/v1.51/nosuch", "/v1.x/info", "/", "/containers/json/"])
    expect(await get(path)).toEndWith('{"message":"page not found"}\n');
  expect(await exchange(server.path, "PUT /containers/json")).toMatch(/^HTTP\/1\.1 404 /);
  const refused = await exchange(server.path, "POST /v1.51/swarm/init");
  expect(refused).toMatch(/^HTTP\/1\.1 501 /);
  expect(refused).toEndWith('{"message":"not supported: POST /swarm/init"}\n');
});

test("versions out of range are refused as Docker does", async () => {
  const old = await get("/v1.23/info");
  expect(old).toMatch(/^HTTP\/1\.1 400 [\s\S]*Content-Type: text\/plain; charset=utf-8\r\n/);
  expect(old).toContain("\r\n\r\nclient version 1.23 is too old.");
  expect(await get("/v1.52/info")).toEndWith(
    '{"message":"client version 1.52 is too new. Maximum supported API version is 1.51"}\n',
  );
});

test("names may hold slashes; unclean paths are redirected", async () => {
  expect(await get("/v1.51/containers/a%2Fb/json")).toEndWith('{"message":"No such container: a/b"}\n');
  expect(await get("//containers/json?all=1")).toContain("Location: /containers/json?all=1\r\n");
});

test("a create request reaches the engine whole", async () => {
  expect(await create('{"Image":"x","HostConfig":{"Memory":5}}')).toMatch(/^HTTP\/1\.1 201 /);
  expect(server.engine.created.at(-1)).toMatchObject({
    Image: "x",
    HostConfig: { Memory: 5, NetworkMode: "bridge" },
    NetworkingConfig: { EndpointsConfig: {} },
  });
});

test("a create request without config is refused", async () => {
  const empty = '{"message":"config cannot be empty in order to create a container"}\n';
  expect(await create("{}")).toEndWith(empty);
  expect(await create('{"HostConfig":{}}')).toEndWith(empty);
  expect(await create(" ")).toEndWith('{"message":"invalid JSON: got EOF while reading request body"}\n');
});

test("an older version's request is read in its sense", async () => {
  await create(
    '{"Image":"x","MacAddress":"02:00:00:00:00:01","HostConfig":{"AutoRemove":true}}',
    "/v1.24/containers/create",
  );
  expect(server.engine.created.at(-1)).toMatchObject({
    HostConfig: { AutoRemove: false, IpcMode: "shareable" },
    NetworkingConfig: { EndpointsConfig: { bridge: { MacAddress: "02:00:00:00:00:01" } } },
  });
});

test("10,000 labels of 100 bytes pass, and a body without end is cut off", async () => {
  const labels = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`label${index}`, "v".repeat(88)]));
  expect(await create(JSON.stringify({ Image: "x", Labels: labels }))).toMatch(/^HTTP\/1\.1 201 /);
  const head =
    "POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 209715200\r\n\r\n";
  const wire = new Wire(server.path).send(`${head}{"Image":"${"x".repeat(5_000_000)}`);
  expect(await wire.until('{"message":"http: request body too large"}')).toMatch(/^HTTP\/1\.1 400 /);
  wire.close();
});

test("a body has to be JSON by its type", async () => {
  const send = (type: string) =>
    new Wire(server.path)
      .send(`POST /containers/create HTTP/1.1\r\nHost: d\r\nConnection: close\r\n${type}Content-Length: 2\r\n\r\n{}`)
      .end();
  expect(await send("")).toContain("malformed Content-Type header (): mime: no media type");
  expect(await send("Content-Type: text/plain\r\n")).toContain(
    "unsupported Content-Type header (text/plain): must be 'application/json'",
  );
  expect(await send("Content-Type: application/json;x\r\n")).toContain("mime: invalid media parameter");
  expect(await send("Content-Type: application/json; charset=utf-8\r\n")).toContain("config cannot be empty");
});

test("100-continue is answered before the body is read", async () => {
  const head =
    "POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n";
  const wire = new Wire(server.path).send(`${head}Content-Length: 13\r\n\r\n`);
  await wire.until("100 Continue");
  expect(await wire.send('{"Image":"x"}').until('"Warnings":[]}')).toContain("HTTP/1.1 201 Created");
  wire.close();
});

test("304 has no body", async () => {
  expect(await exchange(server.path, "POST /containers/box/stop")).toMatch(
    /^HTTP\/1\.1 304 Not Modified\r\n[\s\S]*\r\n\r\n$/,
  );
});

test("wait sends its head as soon as it counts", async () => {
  const wire = new Wire(server.path).send("POST /v1.51/containers/box/wait HTTP/1.1\r\nHost: d\r\n\r\n");
  await wire.until("\r\n\r\n");
  server.engine.endWait({ StatusCode: 7 });
  expect(await wire.until("0\r\n\r\n")).toContain('{"StatusCode":7}\n');
  wire.close();
  expect(await exchange(server.path, "POST /containers/none/wait")).toMatch(/^HTTP\/1\.1 404 /);
});

test("events come one by one, and end when the client goes", async () => {
  const wire = new Wire(server.path).send("GET /events HTTP/1.1\r\nHost: d\r\n\r\n");
  await wire.until("\r\n\r\n");
  server.engine.emit({ Type: "container", Action: "start", timeNano: 1795567358844106408n });
  await wire.until('"timeNano":1795567358844106408}\n');
  server.engine.emit({ Type: "container", Action: "die" });
  await wire.until('"Action":"die"');
  wire.close();
  await server.engine.eventsEnded;
});

test("a load is streamed, and its failure is a line", async () => {
  expect(await exchange(server.path, "POST /images/load", "archive")).toContain('{"stream":"loaded 7\\n"}\n');
  expect(await exchange(server.path, "POST /images/load")).toContain(
    '{"errorDetail":{"message":"unrecognized image format"},"error":"unrecognized image format"}\n',
  );
});

test("what is no HTTP is refused, also behind a good request", async () => {
  expect(await new Wire(server.path).send("GARBAGE\r\n\r\n").end()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  const ping = "GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n";
  const answers = await new Wire(server.path).send(`${ping}${ping}GARBAGE\r\n\r\n`).end();
  expect(answers).toMatch(/^HTTP\/1\.1 200 [\s\S]*HTTP\/1\.1 400 Bad Request\r\n/);
  expect(await new Wire(server.path).send("GET /_ping HTTP/1.1\r\n\r\n").end()).toContain(
    "missing required Host header",
  );
  const both = "POST /a HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n";
  expect(await new Wire(server.path).send(both).end()).toMatch(/^HTTP\/1\.1 400 /);
});

test("large heads pass up to a bound", async () => {
  expect(await exchange(server.path, `GET /_ping HTTP/1.1\r\nX: ${"a".repeat(200_000)}\r\nY:`)).toMatch(
    /^HTTP\/1\.1 200 /,
  );
  expect(await exchange(server.path, `GET /_ping HTTP/1.1\r\nX: ${"a".repeat(1_100_000)}\r\nY:`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
});

test("a head that never ends is waited for only so long; a long answer is not touched", async () => {
  await using hasty = await testServer({ headTimeoutMs: 100 });
  const events = new Wire(hasty.path).send("GET /events HTTP/1.1\r\nHost: d\r\n\r\n");
  await events.until("\r\n\r\n");
  expect(await new Wire(hasty.path).send("GET /_ping HTTP/1.1\r\nHos").end()).toBe("");
  hasty.engine.emit({ Type: "container", Action: "start" });
  await events.until('"Action":"start"');
  events.close();
});

test("a body that ends too soon is refused", async () => {
  const head =
    "POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n";
  const wire = new Wire(server.path).send(`${head}{"Im`).halfClose();
  expect(await wire.end()).toMatch(/^(HTTP\/1\.1 400 |$)/);
});

test("300 idle connections leave room for others", async () => {
  const idle = Array.from({ length: 300 }, () =>
    new Wire(server.path).send("GET /_ping HTTP/1.1\r\nHost: d\r\nX-Slow: "),
  );
  expect(await get("/_ping")).toEndWith("OK");
  for (const wire of idle) wire.close();
});
