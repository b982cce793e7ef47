import { afterAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { digestOf } from "#base/digest-of.ts";
import { type BuildFace, BuildFolder, build, emptyEngine } from "../../support/build-cache.ts";
import { CacheService, type ServicePlace, servicePlaces } from "../../support/cache-service.ts";
import type { Engine } from "../../support/engine.ts";
import { EngineRegistry } from "../../support/engine-registry.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let opened: Promise<EngineRegistry> | undefined;
let serving: Promise<CacheService> | undefined;
afterAll(async () => {
  await (await opened)?.[Symbol.asyncDispose]();
  await (await serving)?.[Symbol.asyncDispose]();
});

async function service(): Promise<string> {
  serving ??= CacheService.start(await engine());
  return (await serving).url;
}

async function registry(): Promise<string> {
  opened ??= EngineRegistry.open((await engine()).namespace);
  return (await opened).address;
}

const mount = (id: string) => `RUN --mount=type=cache,id=${id},target=/c`;
const fill = [
  "mkdir -p /c/a/b",
  "echo first > /c/a/b/file",
  "ln /c/a/b/file /c/linked",
  "ln -s ../linked /c/a/symlink",
  "chown -R 12:34 /c",
  "chmod 4751 /c/linked",
  "touch -h -d '2001-02-03 04:05:06' /c/linked /c/a/symlink /c/a/b /c/a",
  "chmod 1770 /c",
].join(" && ");
/** What is in a mount: type, mode, owner, links, time and path of everything, and what the file says. */
const look =
  "find /c | sort | xargs stat -c '%f %u:%g %h %Y %n' | sed '1s/ [0-9]* [0-9]* / /'; readlink /c/a/symlink; cat /c/linked";
const filling = `FROM busybox\n${mount("filled")} ${fill}\n${mount("other")} echo other > /c/file\n`;
/** Another step of the same mount, which no cache has. */
const looking = (id: string, word: string) => `FROM busybox\n${mount(id)} echo ${word}; ${look}\n`;

/** What a build's program said, without the numbers of steps and times before it. */
function said(stderr: string): string[] {
  return [...stderr.matchAll(/^#\d+ \d+\.\d+ (.*)$/gm)].map(([, line = ""]) => line);
}

async function seen(
  started: Engine,
  face: BuildFace,
  dockerfile: string,
  { words = [], env = {} }: { readonly words?: readonly string[]; readonly env?: ServicePlace["env"] } = {},
): Promise<string[]> {
  using folder = new BuildFolder({ Dockerfile: dockerfile });
  return said((await build(started, face, [...words, folder.path], { env })).stderr);
}

interface MountsPlace {
  readonly from: string;
  readonly to: string;
  readonly env?: ServicePlace["env"];
}

interface Manifest {
  readonly layers: ReadonlyArray<{
    digest: string;
    size: number;
    mediaType: string;
    annotations: Record<string, string>;
  }>;
}

const blobOf = (cache: string, digest: string): string => `${cache}/blobs/sha256/${digest.slice(7)}`;

function manifestPath(cache: string): string {
  const index = JSON.parse(readFileSync(`${cache}/index.json`, "utf8")) as { manifests: [{ digest: string }] };
  return blobOf(cache, index.manifests[0].digest);
}

function mountsOf(cache: string): Manifest["layers"] {
  const { layers } = JSON.parse(readFileSync(manifestPath(cache), "utf8")) as Manifest;
  return layers.filter(({ mediaType }) => mediaType.startsWith("application/vnd.gantry.cachemount.v1.tar+"));
}

for (const face of ["own", "buildx"] as const) {
  const inService = (type: keyof typeof servicePlaces) => async (): Promise<MountsPlace> => {
    const { place, env } = servicePlaces[type](await service(), `${face}-mounts`);
    return { from: place, to: place, env };
  };
  const places: Record<string, (cache: string) => Promise<MountsPlace>> = {
    local: async (cache) => ({ from: `type=local,src=${cache}`, to: `type=local,dest=${cache}` }),
    registry: async () => {
      const ref = `type=registry,ref=${await registry()}/${face}/mounts`;
      return { from: ref, to: ref };
    },
    s3: inService("s3"),
    gha: inService("gha"),
  };
  for (const [type, place] of Object.entries(places))
    test(`what a cache mount holds comes to an engine that has nothing by a ${type} cache, for ${face}`, async () => {
      const started = await engine();
      await emptyEngine(started);
      using folder = new BuildFolder({ Dockerfile: filling });
      const { from, to, env = {} } = await place(`${folder.path}/cache`);
      await build(started, face, ["--cache-to", `${to},mounts=true`, folder.path], { env });
      const [word, ...filled] = await seen(started, face, looking("filled", "here"));
      expect([word, filled.at(-1), filled.length]).toEqual(["here", "first", 8]);
      await emptyEngine(started);
      const [, ...come] = await seen(started, face, looking("filled", "there"), { words: ["--cache-from", from], env });
      expect(come).toEqual(filled);
      // What is there is not touched: the first content stays, whatever the cache has.
      await seen(started, face, `FROM busybox\n${mount("filled")} echo changed > /c/linked\n`);
      const kept = await seen(started, face, looking("filled", "again"), { words: ["--cache-from", from], env });
      expect(kept.at(-1)).toBe("changed");
    }, 180_000);

  test(`named mounts alone go along, the same each time, and also where no step had to run, for ${face}`, async () => {
    const started = await engine();
    await emptyEngine(started);
    using folder = new BuildFolder({ Dockerfile: filling });
    const caches = ["one", "two", "three"].map((name) => `${folder.path}/${name}`) as [string, string, string];
    const [one, two, three] = caches;
    const to = (dest: string) => [
      "--cache-to",
      `type=local,dest=${dest},mode=max,compression=zstd,mounts=filled;other`,
    ];
    await build(started, face, [...to(one), folder.path]);
    await build(started, face, [...to(two), folder.path]);
    expect(mountsOf(one).map(({ annotations }) => annotations["gantry.cachemount.key"])).toEqual(["/filled", "/other"]);
    expect(mountsOf(two)).toEqual([...mountsOf(one)]);
    await emptyEngine(started);
    const carried = await build(started, face, ["--cache-from", `type=local,src=${one}`, ...to(three), folder.path]);
    expect(carried.cached.filter((name) => name.includes("RUN")).length).toBe(2);
    expect(mountsOf(three)).toEqual([...mountsOf(one)]);
    const some = ["--cache-to", `type=local,dest=${folder.path}/some,mounts=other`, folder.path];
    await build(started, face, ["--no-cache", ...some]);
    expect(mountsOf(`${folder.path}/some`).length).toBe(1);
    const none = ["--cache-to", `type=local,dest=${folder.path}/none`, folder.path];
    await build(started, face, none);
    expect(mountsOf(`${folder.path}/none`)).toEqual([]);
  }, 180_000);
}

test("an id that no mount has, and places that can have none, are refused by name", async () => {
  const started = await engine();
  using folder = new BuildFolder({ Dockerfile: filling });
  const refusals = {
    [`type=local,dest=${folder.path}/cache,mounts=strange`]: 'no cache mount of the build has the id "strange"',
    "type=inline,mounts=true": "not supported: attribute mounts of an inline cache",
  };
  for (const [place, text] of Object.entries(refusals)) {
    const refused = await build(started, "own", ["--cache-to", place, folder.path], { mayFail: true });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining(text)]);
  }
}, 120_000);

test("of a mount that is not what the cache says nothing comes, and the build goes on", async () => {
  const started = await engine();
  using folder = new BuildFolder({ Dockerfile: filling });
  const cache = `${folder.path}/cache`;
  await build(started, "own", ["--cache-to", `type=local,dest=${cache},mounts=filled`, folder.path]);
  const { layers, ...rest } = JSON.parse(readFileSync(manifestPath(cache), "utf8")) as Manifest;
  const lying = layers.map((layer) =>
    layer.mediaType.includes("cachemount")
      ? { ...layer, annotations: { ...layer.annotations, "containerd.io/uncompressed": digestOf("another") } }
      : layer,
  );
  const bytes = Buffer.from(JSON.stringify({ ...rest, layers: lying }));
  writeFileSync(blobOf(cache, digestOf(bytes)), bytes);
  await emptyEngine(started);
  using other = new BuildFolder({
    Dockerfile: `FROM busybox\n${mount("filled")} stat -c '%a %u' /c; ls -A /c; echo end\n`,
  });
  const from = `type=local,src=${cache},digest=${digestOf(bytes)}`;
  const result = await build(started, "own", ["--cache-from", from, other.path]);
  expect(said(result.stderr)).toEqual(["755 0", "end"]);
  expect(result.stderr).toContain("importing content of cache mount /filled");
  expect(result.stderr).toContain("ERROR");
}, 120_000);
