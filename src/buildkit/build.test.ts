import { expect, test } from "bun:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { EngineError } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { fakeBuilds, fakeDigest } from "./build-service.fake.ts";
import { diffCopyMethod, fileSync, type SyncedFiles, sessionHeaders, TestBuildkit } from "./client.fake.ts";
import { definitionOf, sourceOf } from "./definition/definition.fake.ts";
import { Control, type StatusResponse } from "./gen/control.gen.ts";
import { FileSend } from "./gen/filesync.gen.ts";
import { LLBBridge } from "./gen/gateway.gen.ts";
import { Secrets } from "./gen/secrets.gen.ts";
import { GrpcServer } from "./transport/grpc-server.ts";
import { MessageChannel } from "./transport/message-channel.ts";

const op = backgroundOp();

function context(
  files: SyncedFiles["files"] = { Dockerfile: "FROM scratch\n", "ä folder": undefined, "ä folder/f": "content" },
): SyncedFiles {
  return { files, asked: [] };
}

test("a build gets its files from the client's session, tells its steps and says what came of it", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  const client = (await server.client()).of(Control);
  const files = context();
  // The session comes last, as it may.
  const solved = client.solve({ Ref: "build", Session: "s", Frontend: "dockerfile.v0" });
  const told: StatusResponse[] = [];
  const status = Array.fromAsync(client.status({ Ref: "build" }), (message) => told.push(message));
  await server.session("s", fileSync(files), [diffCopyMethod]);
  expect((await solved).ExporterResponse).toEqual({ "containerimage.digest": fakeDigest });
  expect(Object.fromEntries(fake.received)).toEqual({ Dockerfile: "FROM scratch\n", "ä folder/f": "content" });
  await status;
  expect(told.flatMap(({ vertexes }) => vertexes.map(({ completed }) => completed !== undefined))).toEqual([
    false,
    true,
  ]);
  expect(fake.closed).toEqual(["build"]);
  const late = await Array.fromAsync(client.status({ Ref: "build" }));
  expect(late.flatMap(({ vertexes }) => vertexes)).toEqual(told.flatMap(({ vertexes }) => vertexes));
  await client.solve({ Ref: "look", Session: "s", Frontend: "dockerfile.v0", Internal: true });
  expect(fake.opened.map(({ id, isUnlisted }) => [id, isUnlisted])).toEqual([
    ["build", false],
    ["look", true],
  ]);
});

test("names, patterns and paths go in the metadata, each value on its own", async () => {
  await using server = await TestBuildkit.open(fakeBuilds());
  const files = context();
  await server.session("s", fileSync(files), [diffCopyMethod]);
  const FrontendAttrs = { filename: "a, b" };
  const client = (await server.client()).of(Control);
  await client.solve({ Ref: "build", Session: "s", Frontend: "dockerfile.v0", FrontendAttrs }).catch(() => {});
  const [dockerfile, whole] = files.asked;
  expect(dockerfile?.get("dir-name")).toBe("dockerfile");
  expect(dockerfile?.get("followpaths")).toBe("a, b");
  expect(whole?.get("dir-name")).toBe("context");
  expect(whole?.get("exclude-patterns")).toBe("*.ignored");
  expect(whole?.has("followpaths")).toBe(false);
});

test("a client directs a build: it looks at results, and says in the end which is the build's", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  await server.session("s", fileSync(context()), [diffCopyMethod]);
  const client = await server.client();
  const ended = client
    .of(Control)
    .solve({ Ref: "build", Session: "s", Exporters: [{ Type: "image", Attrs: { name: "x" } }] });
  const bridge = client.of(LLBBridge);
  const headers = { "buildkit-controlapi-buildid": "build" };
  const pong = await bridge.ping({}, { headers });
  expect(pong.FrontendAPICaps.map(({ ID }) => ID)).toContain("reference.output");
  const { result } = await bridge.solve(
    { Frontend: "dockerfile.v0", allowResultReturn: true, allowResultArrayRef: true },
    { headers },
  );
  if (result?.result.case !== "ref") throw new Error("no reference");
  const { id } = result.result.value;
  expect(
    Buffer.from(
      (await bridge.readFile({ Ref: id, FilePath: "hello", Range: { Offset: 6n, Length: 2n } }, { headers })).Data,
    ).toString(),
  ).toBe("of");
  await bridge.evaluate({ Ref: id }, { headers });
  await bridge.return({ result }, { headers });
  expect((await ended).ExporterResponse).toEqual({ "containerimage.digest": fakeDigest });
  expect(fake.exports[0]?.exports).toEqual([{ type: "image", attributes: { name: "x" } }]);
});

test("a client looks at the tree of a graph of its own, which is no result of the build", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  await server.session("s", fileSync(context()), [diffCopyMethod]);
  const client = await server.client();
  const ended = client.of(Control).solve({ Ref: "build", Session: "s" });
  const bridge = client.of(LLBBridge);
  const headers = { "buildkit-controlapi-buildid": "build" };
  const Definition = definitionOf({ op: sourceOf("https://server/f", { "http.filename": "context" }) });
  const { result } = await bridge.solve({ Definition, allowResultArrayRef: true }, { headers });
  if (result?.result.case !== "ref") throw new Error("no reference");
  const Ref = result.result.value.id;
  expect(fake.trees).toMatchObject([{ operation: { kind: "http", url: "https://server/f", fileName: "context" } }]);
  const read = await bridge.readFile({ Ref, FilePath: "hello" }, { headers });
  expect(Buffer.from(read.Data).toString()).toBe("hello of tree-2");
  expect((await bridge.statFile({ Ref, Path: "f" }, { headers })).stat).toMatchObject({
    path: "f",
    mode: 0o644,
    size: 6n,
  });
  const { entries } = await bridge.readDir({ Ref, DirPath: "d", IncludePattern: "*.x" }, { headers });
  expect(entries).toMatchObject([{ path: "d *.x", mode: 0x80000000 + 0o755 }]);
  const returned: unknown = await bridge.return({ result }, { headers }).catch((error) => error);
  expect(ConnectError.from(returned).rawMessage).toBe("not supported: a result of an LLB definition as a build's");
  await bridge.return({ result: {} }, { headers });
  expect((await ended).ExporterResponse).toEqual({});
});

test("a client that has put the context together itself", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  await server.session("s", fileSync(context()), [diffCopyMethod]);
  const own = definitionOf({ op: sourceOf("git://server/r.git") });
  const FrontendInputs = { context: own, dockerfile: own };
  await (await server.client())
    .of(Control)
    .solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0", FrontendInputs })
    .catch(() => {});
  expect(fake.requests[0]).toMatchObject({
    context: { from: "input", name: "context" },
    dockerfile: { context: { from: "input", name: "dockerfile" } },
    inputs: { context: { tree: { operation: { kind: "git", remote: "https://server/r.git" } } } },
  });
});

test("a result comes back as the context of another build", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  await server.session("s", fileSync(context()), [diffCopyMethod]);
  const client = await server.client();
  const bridge = client.of(LLBBridge);
  const direct = async (Ref: string, inputs: Parameters<typeof bridge.solve>[0]) => {
    const ended = client.of(Control).solve({ Ref, Session: "s" });
    const headers = { "buildkit-controlapi-buildid": Ref };
    const { result } = await bridge.solve(
      { Frontend: "dockerfile.v0", allowResultArrayRef: true, ...inputs },
      { headers },
    );
    await bridge.return({ result }, { headers });
    await ended;
    return result;
  };
  const base = await direct("base", {});
  if (base?.result.case !== "ref" || base.result.value.def === undefined) throw new Error("no definition");
  const metadata = {
    "containerimage.config": Buffer.from(base.metadata["containerimage.config"] ?? "").toString("base64"),
  };
  await direct("top", {
    FrontendOpt: { "context:base": "input:base", "input-metadata:base": JSON.stringify(metadata) },
    FrontendInputs: { base: base.result.value.def },
  });
  expect(fake.requests[1]?.inputs).toMatchObject({
    base: { tree: { operation: { kind: "result", id: "tree-1" } }, config: { os: "linux", architecture: "amd64" } },
  });
});

test("an error says where it is, in BuildKit's details", async () => {
  const source = { fileName: "Dockerfile", language: "Dockerfile", text: "FROM x\nRUN false\n".padEnd(100_000, "#") };
  const at = { line: 2, character: 0 };
  const location = { source, ranges: [{ start: at, end: at }] };
  const fake = fakeBuilds(async () => {
    throw Object.assign(new EngineError("unknown", "it failed: ünd"), { location, exitCode: 3, vertex: fakeDigest });
  });
  await using server = await TestBuildkit.open(fake);
  await server.session("s", fileSync(context()), [diffCopyMethod]);
  const client = (await server.client()).of(Control);
  const error: unknown = await client
    .solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0" })
    .catch((thrown) => thrown);
  const { code, rawMessage, details } = ConnectError.from(error);
  expect([code, rawMessage]).toEqual([Code.Unknown, "it failed: ünd"]);
  const read = details.map((detail) =>
    "type" in detail ? [detail.type, JSON.parse(Buffer.from(detail.value).toString())] : [],
  );
  expect(Object.fromEntries(read)).toMatchObject({
    "gatewayapi.ExitMessage+json": { Code: 3 },
    "errdefs.Vertex+json": { digest: fakeDigest },
    "errdefs.Source+json": { info: { filename: "Dockerfile" }, ranges: [{ start: { line: 2 } }] },
  });
});

test("a folder may be offered by another session of the client", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  await server.session("s", fileSync(context()), [diffCopyMethod]);
  await server.session("other", fileSync(context({ only: "there" })), [diffCopyMethod]);
  const FrontendAttrs = { "local-sessionid:context": "other" };
  await (await server.client()).of(Control).solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0", FrontendAttrs });
  expect(fake.received.get("only")).toBe("there");
});

test("outputs go to the client by the number of their exporter", async () => {
  await using server = await TestBuildkit.open(fakeBuilds());
  const sent = new Map<string, string>();
  await server.session(
    "s",
    (router) => {
      fileSync(context())(router);
      router.service(FileSend, {
        async *diffCopy(pieces, { requestHeader }) {
          const chunks = await Array.fromAsync(pieces, ({ data }) => data);
          sent.set(requestHeader.get("buildkit-attachable-exporter-id") ?? "", Buffer.concat(chunks).toString());
        },
      });
    },
    [diffCopyMethod, "/moby.filesync.v1.FileSend/DiffCopy"],
  );
  const Exporters = [
    { Type: "tar", Attrs: {} },
    { Type: "oci", Attrs: { name: "x" } },
  ];
  await (await server.client()).of(Control).solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0", Exporters });
  expect(Object.fromEntries(sent)).toEqual({ 0: "tar of nothing", 1: "oci of x" });
});

test("a session may come in messages of the client's own call", async () => {
  const secrets: Array<string | undefined> = [];
  const fake = fakeBuilds(async (solving, { session }) => {
    for (const id of ["known", "unknown"]) secrets.push(textOf(await session.secret(solving, id)));
  });
  await using server = await TestBuildkit.open(fake);
  const client = await server.client();
  const incoming = Promise.withResolvers<AsyncIterable<{ data: Uint8Array }>>();
  const channel = new MessageChannel(following(incoming.promise));
  const headers = sessionHeaders("s", [diffCopyMethod, "/moby.buildkit.secrets.v1.Secrets/GetSecret"]);
  incoming.resolve(client.of(Control).session(channel.outgoing(), { headers }));
  const routes = new GrpcServer({
    log: op.log,
    routes: (router) => {
      fileSync(context())(router);
      router.service(Secrets, {
        getSecret({ ID }) {
          if (ID !== "known") throw new ConnectError("no", Code.NotFound);
          return { data: Buffer.from("hidden") };
        },
      });
    },
  });
  routes.serve(channel);
  await client.of(Control).solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0" });
  expect(secrets).toEqual(["hidden", undefined]);
});

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

async function* following<T>(values: Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await values;
}

test("HTTP/2 is spoken on connections that are no plain sockets, both ways", async () => {
  const fake = fakeBuilds();
  await using server = await TestBuildkit.open(fake);
  const [called, calling] = [await server.connect(), await server.connect()];
  for (const { ours } of [called, calling]) Object.assign(ours, { encrypted: true });
  server.buildkit.serve(called.ours);
  const files = context({ Dockerfile: "FROM scratch\n", big: "x".repeat(20_000) });
  new GrpcServer({ routes: fileSync(files), log: op.log }).serve(calling.theirs);
  const headers = new Map(Object.entries(sessionHeaders("s", [diffCopyMethod])));
  server.buildkit.session((name) => headers.get(name))(calling.ours);
  await server.clientOn(called.theirs).of(Control).solve({ Ref: "b", Session: "s", Frontend: "dockerfile.v0" });
  expect(fake.received.get("big")?.length).toBe(20_000);
});
