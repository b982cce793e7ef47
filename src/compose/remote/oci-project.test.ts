import { afterEach, beforeEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { backgroundOp } from "#base/op.ts";
import { type Artifacts, ociProjects } from "./oci-project.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "compose-oci-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

const model = "services:\n  a:\n    image: busybox\n";
const reference = "oci://registry.test/models/it:1";
const fileType = "application/vnd.docker.compose.file+yaml";
const environmentType = "application/vnd.docker.compose.envfile";
const digestOf = (text: string): Digest => `sha256:${createHash("sha256").update(text).digest("hex")}` as Digest;

interface Layer {
  readonly text: string;
  readonly mediaType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A registry with one artifact. */
function artifacts(layers: readonly Layer[], artifactType = "application/vnd.docker.compose.project"): Artifacts {
  const described = layers.map(({ text, mediaType = fileType, annotations = {} }) => ({
    mediaType,
    digest: digestOf(text),
    size: text.length,
    annotations,
  }));
  const text = JSON.stringify({ schemaVersion: 2, artifactType, layers: described });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  return {
    manifest: async () => ({
      descriptor: { mediaType, digest: digestOf(text), size: text.length },
      bytes: Buffer.from(text),
    }),
    blob: async (_op, _of, { digest }) => Buffer.from(layers.find((layer) => digestOf(layer.text) === digest)!.text),
  };
}

const extending = (file: string): Layer => ({
  text: `${model}# more\n`,
  annotations: { "com.docker.compose.extends": "true", "com.docker.compose.file": file },
});

const first: Layer = { text: model, annotations: { "com.docker.compose.file": "compose.yaml" } };
const env = () => ({ XDG_CACHE_HOME: join(folder, "cache") });

/** What the promise is refused with. */
const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "nothing",
    (error: Error) => error.message,
  );

test("oci projects: files come into a folder of the cache", async () => {
  const loader = ociProjects(
    artifacts([
      first,
      extending("more.yaml"),
      { text: "A=1\n", mediaType: environmentType, annotations: { "com.docker.compose.envfile": "e.env" } },
    ]),
    env(),
  );
  expect(loader.accepts(reference)).toBe(true);
  await loader.fetch(backgroundOp(), reference);
  const path = loader.pathOf(reference)!;
  expect(readFileSync(path, "utf8")).toBe(model);
  expect(readdirSync(dirname(path)).sort()).toEqual(["compose.yaml", "e.env", "more.yaml"]);
  expect(readdirSync(folder)).toEqual(["cache"]);
});

for (const name of ["../evil", "../../evil", "/evil", "a/b", "..", ".", "", "a\\b", "a\0b"])
  test(`oci projects: a file named ${JSON.stringify(name)} is refused, and nothing is left`, async () => {
    const loader = ociProjects(artifacts([first, extending(name)]), env());
    expect(await refusal(loader.fetch(backgroundOp(), reference))).toContain("invalid OCI artifact");
    expect(readdirSync(join(folder, "cache/docker-compose"))).toEqual([]);
    expect(readdirSync(folder)).toEqual(["cache"]);
  });

test("oci projects: a file of variables that climbs is refused", async () => {
  const layer = { text: "A=1\n", mediaType: environmentType };
  const climbing = { ...layer, annotations: { "com.docker.compose.envfile": "../../e" } };
  for (const wrong of [climbing, layer])
    expect(await refusal(ociProjects(artifacts([first, wrong]), env()).fetch(backgroundOp(), reference))).toMatch(
      /^invalid OCI artifact|^missing annotation/,
    );
  expect(readdirSync(join(folder, "cache/docker-compose"))).toEqual([]);
});

test("oci projects: a link in the place of the copy is not followed", async () => {
  const registry = artifacts([first]);
  const loader = ociProjects(registry, env());
  await loader.fetch(backgroundOp(), reference);
  const copy = dirname(loader.pathOf(reference)!);
  rmSync(copy, { recursive: true });
  mkdirSync(join(folder, "elsewhere"));
  symlinkSync(join(folder, "elsewhere"), copy);
  expect(await refusal(ociProjects(registry, env()).fetch(backgroundOp(), reference))).toContain("invalid cache");
  expect(readdirSync(join(folder, "elsewhere"))).toEqual([]);
});

test("oci projects: other artifacts are refused", async () => {
  const loader = ociProjects(artifacts([first], "application/other"), env());
  expect(await refusal(loader.fetch(backgroundOp(), reference))).toContain("is not a compose project OCI artifact");
});
