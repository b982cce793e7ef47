import { expect, test } from "bun:test";
import http2 from "node:http2";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { fakeBuilds } from "./build-service.fake.ts";
import { diffCopyMethod, fileSync, sessionHeaders, statPacket, TestBuildkit } from "./client.fake.ts";
import { Control } from "./gen/control.gen.ts";
import { FileSync } from "./gen/filesync.gen.ts";
import { type Packet, Packet_PacketType as PacketType } from "./gen/fsutil.gen.ts";
import { LLBBridge } from "./gen/gateway.gen.ts";
import { OpSchema } from "./gen/ops.gen.ts";
import { packet } from "./sessions/remote-files.ts";
import { GrpcConnection } from "./transport/grpc-connection.ts";

const files = { files: { Dockerfile: "FROM scratch\n" }, asked: [] };
const build = { Ref: "b", Session: "s", Frontend: "dockerfile.v0" };

async function failure(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => "it succeeded",
    (thrown: unknown) => thrown,
  );
  const { code, rawMessage } = ConnectError.from(error);
  return `${Code[code]}: ${rawMessage}`;
}

/** A fake build that never ends by itself. */
const endless = () => fakeBuilds((op) => new Promise((_, reject) => op.signal.addEventListener("abort", reject)));

test("a build ends with the client's session", async () => {
  const fake = endless();
  await using server = await TestBuildkit.open(fake);
  const socket = await server.session("s", fileSync(files), [diffCopyMethod]);
  const solved = failure((await server.client()).of(Control).solve(build));
  void fake.started.then(() => socket.destroy());
  await fake.calledOff;
  expect(await solved).toContain(": ");
  expect(fake.closed).toEqual(["b"]);
});

test("a build ends with the client's connection", async () => {
  const fake = endless();
  await using server = await TestBuildkit.open(fake);
  await server.session("s", fileSync(files), [diffCopyMethod]);
  const client = await server.client();
  const solved = failure(client.of(Control).solve(build));
  void fake.started.then(() => client.connection.close());
  await fake.calledOff;
  expect(await solved).not.toContain("succeeded");
});

test("a session of the same id is refused, and free again when the first has gone", async () => {
  await using server = await TestBuildkit.open(fakeBuilds());
  const socket = await server.session("s", fileSync(files), []);
  expect(server.session("s", fileSync(files), [])).rejects.toThrow("session s already exists");
  socket.destroy();
  const headers = new Map(Object.entries(sessionHeaders("s", [])));
  const isFree = (): boolean => {
    try {
      server.buildkit.session((name) => headers.get(name));
      return true;
    } catch {
      return false;
    }
  };
  while (!isFree()) await new Promise((resolve) => setImmediate(resolve));
});

test.each([
  ["above its folder", [statPacket("../x", "")], "invalid path"],
  ["absolute", [statPacket("/x", "")], "invalid path"],
  ["below a file", [statPacket("x", ""), statPacket("x/y", "")], "invalid path"],
  ["twice", [statPacket("x", ""), statPacket("x", "")], "invalid path"],
  ["not asked for", [packet({ type: PacketType.PACKET_DATA, ID: 9, data: new Uint8Array(1) })], "no file 9"],
  ["in the middle of nothing", [], "ended early"],
  ["an error", [packet({ type: PacketType.PACKET_ERR, data: Buffer.from("disk on fire") })], "disk on fire"],
] as Array<[string, Packet[], string]>)(
  "a client that sends a file %s fails its build alone",
  async (_, packets, text) => {
    await using server = await TestBuildkit.open(fakeBuilds());
    await server.session("s", (router) => router.service(FileSync, { diffCopy: () => yieldAll(packets) }), [
      diffCopyMethod,
    ]);
    const client = (await server.client()).of(Control);
    expect(await failure(client.solve(build))).toContain(text);
    expect((await client.info({})).buildkitVersion?.package).toBe("github.com/moby/buildkit");
  },
);

async function* yieldAll<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

test("what is not ours is refused by name", async () => {
  await using server = await TestBuildkit.open(fakeBuilds());
  await server.session("s", fileSync(files), [diffCopyMethod]);
  const client = await server.client();
  const control = client.of(Control);
  const git = toBinary(
    OpSchema,
    create(OpSchema, { op: { case: "source", value: { identifier: "docker-image://x" } } }),
  );
  const refusals = [
    control.solve({ ...build, Frontend: "other.v0" }),
    control.solve({ ...build, Frontend: "gateway.v0", FrontendAttrs: { source: "evil/frontend" } }),
    control.solve({ ...build, Definition: { def: [git] } }),
    control.solve({ ...build, FrontendInputs: { base: { def: [git] } } }),
    control.solve({ ...build, FrontendAttrs: { strange: "1" } }),
    control.solve({ ...build, Exporters: [{ Type: "strange" }] }),
    control.solve({ ...build, EnableSessionExporter: true }),
    client.of(LLBBridge).newContainer({}),
    client.of(LLBBridge).ping({}),
  ];
  expect(await Promise.all(refusals.map(failure))).toEqual([
    "Unknown: invalid frontend: other.v0",
    "Unknown: not supported: frontend image evil/frontend",
    "Unknown: not supported: LLB definitions of clients",
    "Unknown: not supported: LLB definitions of clients (source docker-image://x)",
    "Unknown: not supported: frontend option strange",
    'Unknown: exporter "strange" could not be found',
    "Unknown: not supported: exporters of the session",
    "Unknown: not supported: NewContainer of BuildKit's gateway",
    "Unknown: no buildid found in context",
  ]);
});

test("a method that no service has is unimplemented", async () => {
  await using server = await TestBuildkit.open(fakeBuilds());
  const { ours, theirs } = await server.connect();
  server.buildkit.serve(ours);
  const connection = new GrpcConnection(theirs);
  const method = { ...Control.method.info, name: "Strange" };
  const called = connection.transport.unary(method, undefined, undefined, undefined, {});
  expect(await failure(called)).toBe("Unimplemented: unknown method /moby.buildkit.v1.Control/Strange");
});

test("what is no HTTP/2, and what is too large, ends its own connection or call alone", async () => {
  await using server = await TestBuildkit.open(fakeBuilds());
  const broken = await server.connect();
  server.buildkit.serve(broken.ours);
  broken.theirs.write("GET / HTTP/1.1\r\n\r\n".repeat(100));
  await new Promise((resolve) => broken.theirs.once("end", resolve).resume());
  const { ours, theirs } = await server.connect();
  server.buildkit.serve(ours);
  const raw = http2.connect("http://localhost", { createConnection: () => theirs });
  const path = "/moby.buildkit.v1.Control/DiskUsage";
  const stream = raw.request({ ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers" });
  const trailers = new Promise<http2.IncomingHttpHeaders>((resolve) => stream.once("trailers", resolve).resume());
  stream.end(Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]));
  expect((await trailers)["grpc-status"]).toBe(String(Code.ResourceExhausted));
  const client = (await server.client()).of(Control);
  expect((await client.diskUsage({})).record.map(({ ID }) => ID)).toEqual(["record"]);
});
