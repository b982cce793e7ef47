import { expect, test } from "bun:test";
import { digestOf } from "#base/digest-of.ts";
import { messageOf } from "#base/errors.ts";
import type { Input, Vertex } from "../graph.ts";
import { inputsOf } from "../inputs.ts";
import { busybox, hostPlatform, image, plan, refused, runOf, steps } from "./dockerfile-frontend.test-support.ts";

test("stages that the target does not need are no part of the graph", async () => {
  const { tree, config } = await image(
    "FROM busybox AS bad\nRUN false\nFROM busybox AS good\nRUN echo\nFROM bad AS worse\nRUN false\nFROM good\nLABEL l=1\n",
  );
  expect(steps(tree)).toEqual([
    `[good 1/2] FROM docker.io/library/busybox:latest@${digestOf("docker.io/library/busybox:latest")}`,
    "[good 2/2] RUN echo",
  ]);
  expect(config.config?.Labels).toEqual({ l: "1" });
});

test("a RUN sees the environment and the arguments, and the history says which", async () => {
  const { tree, config } = await image('FROM busybox\nARG v=1\nENV a=b\nRUN true\nCOPY a.txt /\nCMD ["c"]\n', {
    request: { buildArgs: { v: "2", HTTP_PROXY: "http://p" } },
  });
  expect(steps(tree).slice(1)).toEqual(["[2/3] RUN true", "[internal] load build context", "[3/3] COPY a.txt /"]);
  expect((config.history ?? []).map(({ created_by: by }) => by)).toEqual([
    "busybox",
    "ARG v=2",
    "ENV a=b",
    "RUN |1 v=2 /bin/sh -c true # buildkit",
    "COPY a.txt / # buildkit",
    'CMD ["c"]',
  ]);
  const copy = tree === "scratch" ? undefined : tree.operation;
  const run = runOf(copy?.kind === "file" ? copy.root : "scratch");
  expect(run.env).toEqual(["PATH=/bin", "v=2", "a=b"]);
  expect(run.proxyEnv).toEqual(["HTTP_PROXY=http://p", "http_proxy=http://p"]);
  expect(run.args).toEqual(["/bin/sh", "-c", "true"]);
});

test("only what is copied is asked of the client", async () => {
  const { tree } = await image("FROM scratch\nCOPY b a /x/\nFROM scratch\nCOPY --from=0 /x /y\nADD c /\n", {
    files: { ".dockerignore": "*.log\n" },
  });
  const local = [...allVertices(tree)].find(({ operation }) => operation.kind === "local");
  expect(local?.operation).toMatchObject({
    name: "context",
    selection: { followPaths: ["a", "b", "c"], excludePatterns: ["*.log"] },
  });
});

function* allVertices(tree: Input): Generator<Vertex> {
  if (tree === "scratch") return;
  yield tree;
  for (const input of inputsOf(tree.operation)) yield* allVertices(input);
}

test("triggers of a base image run first, and are not handed on", async () => {
  const base = { ...busybox, config: { ...busybox.config, OnBuild: ["ENV k=v", "RUN echo $k"] } };
  const { tree, config } = await image("FROM base\nLABEL child=1\n", {
    images: { "docker.io/library/base:latest": base },
  });
  expect(steps(tree).at(-1)).toBe("[2/3] ONBUILD RUN echo v");
  expect(config.config).toMatchObject({ OnBuild: null, Labels: { child: "1" }, Env: ["PATH=/bin", "k=v"] });
});

test("heredocs are scripts, files, or the text of the shell's own", async () => {
  const script = await image("FROM busybox\nRUN <<EOF\n#!/bin/sh\necho hi\nEOF\n");
  expect(runOf(script.tree)).toMatchObject({
    args: ["/bin/sh", "-c", "/dev/pipes/EOF"],
    mounts: [{ type: "bind", target: "/dev/pipes/", readOnly: true }],
  });
  const text = await image("FROM busybox\nRUN <<EOF\necho one\necho two\nEOF\n");
  expect(runOf(text.tree).args).toEqual(["/bin/sh", "-c", "echo one\necho two\n"]);
  expect(steps(text.tree).at(-1)).toBe("[2/2] RUN <<EOF (echo one...)");
  const several = await image("FROM busybox\nRUN <<A cat > a && <<B cat > b\na\nA\nb\nB\n");
  expect(runOf(several.tree).args[2]).toBe("<<A cat > a && <<B cat > b\na\nA\nb\nB");
});

test("mounts are of the context, a stage, an image, or of nothing", async () => {
  const { tree } = await image(
    `FROM busybox AS src
FROM busybox
WORKDIR /w
RUN --mount=target=rel --mount=from=src,source=/d,target=/m,rw --mount=type=cache,target=/c,sharing=locked,uid=3 --mount=type=tmpfs,target=/t,size=1m --mount=type=secret,id=s,env=S,required --mount=type=ssh true
`,
  );
  expect(runOf(tree).mounts).toMatchObject([
    { type: "bind", target: "/w/rel", source: "/", readOnly: true, from: { operation: { kind: "local" } } },
    { type: "bind", target: "/m", source: "/d", readOnly: false, from: { operation: { kind: "image" } } },
    { type: "cache", id: "//c", target: "/c", sharing: "locked", from: "scratch", owner: { uid: 3, gid: 0 } },
    { type: "tmpfs", target: "/t", sizeBytes: 1 << 20 },
    { type: "secret", id: "s", env: "S", required: true, mode: 0o400 },
    { type: "ssh", id: "default", target: "/run/buildkit/ssh_agent.0", mode: 0o600 },
  ]);
});

test("a mount without a name makes the only stage one of several, in the names of steps", async () => {
  const { tree } = await image("FROM busybox\nRUN --mount=type=tmpfs,target=/t true\n");
  expect(steps(tree).at(-1)).toBe("[stage-0 2/2] RUN --mount=type=tmpfs,target=/t true");
});

test("each platform is planned, and an index made of them", async () => {
  const arm = { os: "linux", architecture: "arm", variant: "v6" };
  const result = await plan(
    "FROM --platform=$BUILDPLATFORM busybox\nARG TARGETARCH TARGETVARIANT\nLABEL a=$TARGETARCH$TARGETVARIANT\n",
    {
      request: { platforms: [hostPlatform, arm] },
    },
  );
  expect(result.index).toBe(true);
  expect(result.images.map(({ key, config }) => [key, config.config?.Labels, config.architecture])).toEqual([
    ["linux/amd64", { a: "amd64" }, "amd64"],
    ["linux/arm/v6", { a: "armv6" }, "arm"],
  ]);
});

test("named contexts replace stages and images", async () => {
  const { tree } = await image("FROM scratch AS replaced\nLABEL never=1\nFROM replaced\nCOPY --from=extra f /f\n", {
    request: { namedContexts: { extra: "local:extra", replaced: "docker-image://busybox" } },
  });
  expect(steps(tree)).toEqual([
    "[context replaced] busybox",
    "[context extra] load from client",
    "[stage-1 1/1] COPY --from=extra f /f",
  ]);
});

test("the classic dialect words its history its own way, and lists its steps", async () => {
  const { config, steps: all } = await image('FROM busybox\nARG v=1\nENV a=b\nRUN true\nCOPY a.txt /\nCMD ["c"]\n', {
    request: { dialect: "classic" },
  });
  expect((config.history ?? []).slice(1).map(({ created_by: by }) => by)).toEqual([
    "/bin/sh -c #(nop)  ARG v=1",
    "/bin/sh -c #(nop)  ENV a=b",
    "|1 v=1 /bin/sh -c true",
    `/bin/sh -c #(nop) COPY file:${digestOf("content").slice(7)} in / `,
    '/bin/sh -c #(nop)  CMD ["c"]',
  ]);
  expect(all.map(({ text, hasLayer }) => [text, hasLayer])).toEqual([
    ["FROM busybox", false],
    ["ARG v=1", false],
    ["ENV a=b", false],
    ["RUN true", true],
    ["COPY a.txt /", true],
    ['CMD ["c"]', false],
  ]);
});

test("errors say where", async () => {
  const cases: Array<readonly [string, string, number | undefined]> = [
    ["", "the Dockerfile cannot be empty", undefined],
    ["FROM $nope\n", "base name ($nope) should not be blank", 1],
    ["FROM scratch\nCOPY --from=0 a b\n", "circular dependency detected on stage: stage-0", 2],
    ["FROM scratch\nSTOPSIGNAL NOPE\n", "invalid signal: NOPE", 2],
    ["FROM busybox\nRUN --mount=type=cache true\n", 'invalid mount target "/"', 2],
    [
      "FROM scratch\nCOPY --chmod=999 a /x\n",
      "invalid chmod parameter: '999'. it should be octal string and between 0 and 07777",
      2,
    ],
    ["FROM scratch\nADD --checksum=sha256:zz a /x\n", "checksum requires HTTP(S) or Git sources", 2],
    [
      "FROM --platform=foo/bar/baz/x scratch\n",
      'failed to parse platform foo/bar/baz/x: "foo/bar/baz/x": cannot parse platform specifier: invalid argument',
      1,
    ],
  ];
  for (const [text, message, line] of cases) {
    const error = await refused(text);
    expect([error.message, error.location?.ranges[0]?.start.line]).toEqual([message, line]);
  }
});

test("another frontend is refused by its name, and Docker's own is ours", async () => {
  expect((await image("# syntax=docker/dockerfile:1\nFROM scratch\nLABEL a=1\n")).config.config?.Labels).toEqual({
    a: "1",
  });
  const error = await plan("# syntax=127.0.0.1:1/foreign/frontend:1\nFROM scratch\n").then(() => "", messageOf);
  expect(error).toBe("not supported: the build frontend 127.0.0.1:1/foreign/frontend:1");
});

test("targets and outline are answered", async () => {
  const text =
    "# base the base\nFROM busybox AS base\n# v what it is\nARG v=1\nRUN --mount=type=secret,id=tok,required true\nFROM base AS last\n";
  const targets = (await plan(text, { request: { ask: "targets" } })).answer?.["result.json"] ?? "";
  expect(JSON.parse(targets).Targets).toMatchObject([
    { name: "base", description: "the base" },
    { name: "last", default: true },
  ]);
  const outline = (await plan(text, { request: { ask: "outline" } })).answer?.["result.json"] ?? "";
  expect(JSON.parse(outline)).toMatchObject({
    name: "last",
    args: [{ name: "v", value: "1", description: "what it is" }],
    secrets: [{ name: "tok", required: true }],
  });
});
