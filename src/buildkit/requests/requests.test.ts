import { expect, test } from "bun:test";
import { create } from "@bufbuild/protobuf";
import { SolveRequestSchema } from "../gen/control.gen.ts";
import { csvFields, csvPairs } from "./csv-fields.ts";
import { cacheImports, exportRequest } from "./export-request.ts";
import { frontendRequest } from "./frontend-request.ts";

const ground = { hostPlatform: { os: "linux", architecture: "amd64" }, sharedKey: "key", inputs: {} };

test("fields of CSV are as Go reads them", () => {
  expect(csvFields('a,"b,""c""",,d=e')).toEqual(["a", 'b,"c"', "", "d=e"]);
  expect(csvPairs("mode=max,flag,x=y=z")).toEqual([
    ["mode", "max"],
    ["flag", ""],
    ["x", "y=z"],
  ]);
  expect(() => csvFields('a,"b')).toThrow('failed to parse a,"b');
});

test("without options, files come from the client's folders", () => {
  const { context, dockerfile, platforms, noCache, resolveMode } = frontendRequest({}, ground);
  expect(context).toEqual({ from: "local", name: "context", sharedKeyHint: "context:key" });
  expect(dockerfile).toEqual({
    path: "Dockerfile",
    context: { from: "local", name: "dockerfile", sharedKeyHint: "dockerfile:key" },
  });
  expect([platforms, noCache, resolveMode]).toEqual([[], [], "default"]);
});

test("a context elsewhere has its Dockerfile, unless the client has another", () => {
  const url = "https://example.org/x.git";
  const context = { from: "url", url } as const;
  expect(frontendRequest({ context: url }, ground)).toMatchObject({ context, dockerfile: { context } });
  const apart = frontendRequest({ context: url, dockerfilekey: "dockerfile" }, ground);
  expect(apart).toMatchObject({ context, dockerfile: { context: { from: "local", name: "dockerfile" } } });
});

test("options of all kinds are read", () => {
  const options = {
    "build-arg:A": "1",
    "build-arg:BUILDKIT_MULTI_PLATFORM": "1",
    "label:l": "v",
    "context:base": "docker-image://x",
    platform: "linux/arm64,linux/amd64",
    "no-cache": "one,two",
    "image-resolve-mode": "pull",
    "force-network-mode": "none",
    "add-hosts": "h=1.2.3.4,i=[::1]",
    ulimit: "nofile=10:20,nproc=5",
    "shm-size": "1024",
    requestid: "frontend.lint",
    "vcs:revision": "abc",
  };
  expect(frontendRequest(options, ground)).toMatchObject({
    buildArgs: { A: "1" },
    multiPlatform: true,
    labels: { l: "v" },
    namedContexts: { base: "docker-image://x" },
    platforms: [{ architecture: "arm64" }, { architecture: "amd64" }],
    noCache: ["one", "two"],
    resolveMode: "pull",
    network: "none",
    limits: {
      extraHosts: [
        { host: "h", ip: "1.2.3.4" },
        { host: "i", ip: "::1" },
      ],
      ulimits: [
        { name: "nofile", soft: 10, hard: 20 },
        { name: "nproc", soft: 5, hard: 5 },
      ],
      shmSizeBytes: 1024,
    },
    ask: "lint",
    facts: { "vcs:revision": "abc" },
  });
});

test.each([
  [{ strange: "x" }, "not supported: frontend option strange"],
  [{ "frontend.caps": "moby.buildkit.frontend.strange+forward" }, "not supported: frontend capability"],
  [{ requestid: "frontend.strange" }, "unsupported request frontend.strange"],
  [{ "shm-size": "1g" }, "failed to parse shm size"],
  [{ ulimit: "nofile" }, "invalid ulimit argument: nofile"],
  [{ "force-network-mode": "strange" }, "invalid netmode strange"],
] as Array<[Record<string, string>, string]>)("%p is refused", (options, text) => {
  expect(() => frontendRequest(options, ground)).toThrow(text);
});

test("an SBOM is the frontend's matter too: it may speak of more than the image", () => {
  const wants = (value: string) => frontendRequest({ "attest:sbom": value }, ground).catalogued;
  expect([wants(""), wants("type=sbom,format=cyclonedx"), wants("disabled=true")]).toEqual([true, true, undefined]);
});

test("exports, caches and attestations of new and old clients", () => {
  const old = create(SolveRequestSchema, {
    ExporterDeprecated: "moby",
    ExporterAttrsDeprecated: { name: "x" },
    Cache: { ExportRefDeprecated: "r", ImportRefsDeprecated: ["s"], Imports: [{ Type: "local", Attrs: { src: "d" } }] },
  });
  const options = {
    "attest:provenance": "mode=max",
    "attest:sbom": "disabled=true",
    "build-arg:SOURCE_DATE_EPOCH": "7",
  };
  expect(exportRequest(old, options)).toEqual({
    exports: [{ type: "moby", attributes: { name: "x" } }],
    cacheExports: [{ type: "registry", attributes: { ref: "r" } }],
    attestations: { provenance: { mode: "max" } },
    sourceDateEpoch: 7,
  });
  expect(cacheImports(old)).toEqual([
    { type: "registry", attributes: { ref: "s" } },
    { type: "local", attributes: { src: "d" } },
  ]);
});
