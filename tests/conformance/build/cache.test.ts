import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { BuildFolder, build, emptyEngine, imageId } from "../../support/build-cache.ts";
import { EngineRegistry } from "../../support/engine-registry.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let opened: Promise<EngineRegistry> | undefined;
afterAll(async () => {
  await (await opened)?.[Symbol.asyncDispose]();
});

async function registry(): Promise<string> {
  opened ??= EngineRegistry.open((await engine()).namespace);
  return (await opened).address;
}

const random = "cat /proc/sys/kernel/random/uuid";
/** No step gives the same twice: an equal image is one whose steps were not run. */
const dockerfile = `
FROM busybox AS made
WORKDIR /made
RUN ${random} > file
RUN ${random} > linked
FROM busybox
COPY f /f
RUN ${random} > /r
COPY --from=made /made/file /
COPY --link --from=made /made/linked /linked/
LABEL l=1
RUN rm /f
`;
const steps = [
  "[made 2/4] WORKDIR /made",
  `[made 3/4] RUN ${random} > file`,
  `[made 4/4] RUN ${random} > linked`,
  "[stage-1 2/6] COPY f /f",
  `[stage-1 3/6] RUN ${random} > /r`,
  "[stage-1 4/6] COPY --from=made /made/file /",
  "[stage-1 5/6] COPY --link --from=made /made/linked /linked/",
  "[stage-1 6/6] RUN rm /f",
];

interface Manifest {
  readonly mediaType: string;
  readonly config: { readonly mediaType: string; readonly digest: string };
  readonly layers: ReadonlyArray<{ readonly digest: string; readonly mediaType: string }>;
}

function blob<T>(cache: string, digest: string): T {
  return JSON.parse(readFileSync(`${cache}/blobs/sha256/${digest.slice(7)}`, "utf8")) as T;
}

function manifestOf(cache: string): Manifest {
  const index = JSON.parse(readFileSync(`${cache}/index.json`, "utf8")) as {
    manifests: Array<{ digest: string; annotations: Record<string, string> }>;
  };
  const latest = index.manifests.find(
    ({ annotations }) => annotations["org.opencontainers.image.ref.name"] === "latest",
  );
  return blob(cache, latest?.digest ?? "");
}

for (const face of ["own", "buildx"] as const) {
  const places: Record<string, (cache: string) => Promise<[from: string, to: string]>> = {
    local: async (cache) => [`type=local,src=${cache}`, `type=local,dest=${cache}`],
    registry: async () => {
      const ref = `type=registry,ref=${await registry()}/${face}/cache`;
      return [ref, ref];
    },
  };
  for (const [type, place] of Object.entries(places))
    test(`a ${type} cache makes the same image in an engine that has nothing, for ${face}`, async () => {
      const started = await engine();
      using folder = new BuildFolder({ Dockerfile: dockerfile, f: "file" });
      const [from, to] = await place(`${folder.path}/cache`);
      const words = ["--no-cache", "-t", "cached", "--cache-to", `${to},mode=max`, folder.path];
      await build(started, face, words);
      const id = await imageId(started, "cached");
      await emptyEngine(started);
      const again = await build(started, face, ["-t", "cached", "--cache-from", from, folder.path]);
      expect([...again.cached].filter((name) => steps.includes(name)).sort()).toEqual([...steps].sort());
      expect(await imageId(started, "cached")).toBe(id);
      const ran = await started.own(["run", "--rm", "cached", "sh", "-c", "cat /r /file /linked/linked && ls -a /"]);
      expect([ran.code, ran.stdout.split("\n").includes("f")]).toEqual([0, false]);
    }, 120_000);

  test(`an inline cache makes the same image, for ${face}`, async () => {
    const started = await engine();
    const name = `${await registry()}/${face}/inline:1`;
    using folder = new BuildFolder({ Dockerfile: dockerfile, f: "file" });
    const words = ["-t", name, "--push", "--provenance=false", "--cache-to", "type=inline", folder.path];
    await emptyEngine(started);
    await build(started, face, words);
    const id = await imageId(started, name);
    await emptyEngine(started);
    const again = await build(started, face, ["--cache-from", name, ...words]);
    expect(again.cached).toContain(`[stage-1 3/6] RUN ${random} > /r`);
    expect(await imageId(started, name)).toBe(id);
  }, 120_000);

  test(`caches of other shapes are read, and what cannot be is refused before the build, for ${face}`, async () => {
    const started = await engine();
    using folder = new BuildFolder({ Dockerfile: dockerfile, f: "file" });
    const cache = `${folder.path}/cache`;
    const shape = "mode=max,tag=t,image-manifest=false,oci-mediatypes=false,compression=zstd,compression-level=9";
    await build(started, face, ["-t", "shapes", "--cache-to", `type=local,dest=${cache},${shape}`, folder.path]);
    const id = await imageId(started, "shapes");
    await emptyEngine(started);
    const from = `type=local,src=${cache},tag=t`;
    const again = await build(started, face, ["-t", "shapes", "--cache-from", from, folder.path]);
    expect(again.cached.filter((name) => steps.includes(name)).length).toBe(steps.length);
    // The layers are other blobs: the image is another, of the same layers unpacked.
    expect(await imageId(started, "shapes")).not.toBe(id);
    for (const place of ["type=azblob", `type=local,dest=${cache},strange=1`]) {
      const words = ["--no-cache", "--cache-to", place, folder.path];
      const refused = await build(started, face, words, { mayFail: true });
      expect([refused.code, refused.stderr.includes("not supported")]).toEqual([1, true]);
      expect(refused.stderr).not.toContain("RUN");
    }
  }, 120_000);

  test(`min has the layers of the result, max those of every step, for ${face}`, async () => {
    const started = await engine();
    using folder = new BuildFolder({ Dockerfile: dockerfile, f: "file" });
    const caches = { min: `${folder.path}/min`, max: `${folder.path}/max` };
    const words = Object.entries(caches).flatMap(([mode, dest]) => [
      "--cache-to",
      `type=local,dest=${dest},mode=${mode}`,
    ]);
    // buildx makes the last manifest that of all folders.
    for (const at of [0, 2]) await build(started, face, ["-t", "modes", ...words.slice(at, at + 2), folder.path]);
    const { RootFS } = await started.json<{ RootFS: { Layers: string[] } }>("GET", "/images/modes/json");
    const [min, max] = [manifestOf(caches.min), manifestOf(caches.max)];
    for (const { mediaType, config } of [min, max]) {
      expect(mediaType).toBe("application/vnd.oci.image.manifest.v1+json");
      expect(config.mediaType).toBe("application/vnd.buildkit.cacheconfig.v0");
    }
    expect([min.layers.length, max.layers.length]).toEqual([RootFS.Layers.length, RootFS.Layers.length + 3]);
  }, 120_000);
}
