import { afterAll, beforeAll, expect, test } from "bun:test";
import { type TestServer, testServer, Wire } from "./wire.fake.ts";

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(async () => await server[Symbol.asyncDispose]());

const upgrade = "Host: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n";
const stream = (type: string) =>
  `HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.${type}-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n`;
const headOfLast = () => Buffer.from(server.engine.clients.at(-1)!.head).toString();

test("attach hands the connection over with what was sent after the request", async () => {
  const wire = new Wire(server.path).send(
    `POST /v1.51/containers/box/attach?stdin=1&stdout=1&stream=1 HTTP/1.1\r\n${upgrade}\r\nearly`,
  );
  expect(await wire.end()).toBe(`${stream("multiplexed")}\r\nhi\n`);
  expect(headOfLast()).toBe("early");
  expect(server.engine.clients.at(-1)).toMatchObject({ stdin: true, stdout: true, stderr: false, multiplexed: true });
});

test("the media type is told apart from 1.42 on", async () => {
  const wire = new Wire(server.path).send(`POST /v1.41/containers/box/attach?stdout=1 HTTP/1.1\r\n${upgrade}\r\n`);
  expect(await wire.end()).toBe(`${stream("raw")}\r\nhi\n`);
});

test("without Upgrade the answer is 200", async () => {
  const wire = new Wire(server.path).send(
    "POST /containers/box/attach?stdout=1 HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n",
  );
  expect(await wire.end()).toBe("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nhi\n");
});

test("an attach that is refused says so in the stream", async () => {
  const expected =
    "HTTP/1.1 404 Not Found\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nNo such container: none\r\n";
  const wire = new Wire(server.path).send(`POST /containers/none/attach HTTP/1.1\r\n${upgrade}\r\n`);
  expect(await wire.end()).toBe(expected);
  const plain = new Wire(server.path).send("POST /containers/none/attach HTTP/1.1\r\nHost: d\r\n\r\n");
  expect(await plain.end()).toBe(expected);
});

test("a client that has ended its side still gets the output", async () => {
  const wire = new Wire(server.path)
    .send(`POST /containers/box/attach?stdout=1 HTTP/1.1\r\n${upgrade}\r\n`)
    .halfClose();
  expect(await wire.end()).toEndWith("\r\n\r\nhi\n");
});

const execStart = `POST /v1.51/exec/job/start HTTP/1.1\r\nContent-Type: application/json\r\n${upgrade}`;

test("exec start reads its body first, whole or in pieces", async () => {
  const whole = new Wire(server.path).send(`${execStart}Content-Length: 12\r\n\r\n{"Tty":true}early`);
  expect(await whole.end()).toStartWith(stream("raw"));
  expect(headOfLast()).toBe("early");
  const wire = new Wire(server.path).send(`${execStart}Content-Length: 2\r\n\r\n{`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await wire.send("}later").end()).toStartWith(stream("multiplexed"));
  expect(headOfLast()).toBe("later");
});

test("exec start reads a chunked body", async () => {
  const wire = new Wire(server.path).send(`${execStart}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await wire.send("0\r\n\r\nlater").end()).toEndWith("\r\n\r\nhi\n");
  expect(headOfLast()).toBe("later");
});

test("exec start answers errors and a detached start as plain JSON and 200", async () => {
  const bad = new Wire(server.path).send(`${execStart}Content-Length: 1\r\n\r\n{`);
  expect(await bad.end()).toEndWith('{"message":"invalid JSON: unexpected EOF"}\n');
  const none = new Wire(server.path).send(`${execStart.replace("job", "none")}Content-Length: 2\r\n\r\n{}`);
  expect(await none.end()).toEndWith('{"message":"No such exec instance: none"}\n');
  const detached = new Wire(server.path).send(`${execStart}Content-Length: 15\r\n\r\n{"Detach":true}`);
  expect(await detached.end()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
});

test("logs are written by whoever has the descriptor", async () => {
  const wire = new Wire(server.path).send("GET /v1.51/containers/box/logs?stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n");
  const answer = await wire.end();
  expect(answer).toContain("Content-Type: application/vnd.docker.multiplexed-stream\r\nTransfer-Encoding: chunked\r\n");
  expect(answer).toEndWith("\r\n\r\n3\r\nhi\n\r\n0\r\n\r\n");
});

test("an offer of h2c is answered as HTTP/1.1", async () => {
  const wire = new Wire(server.path).send(
    "GET /_ping HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
  );
  expect(await wire.end()).toEndWith("\r\n\r\nOK");
});
