import { afterAll, expect, test } from "bun:test";
import { BuildFolder, build, emptyEngine, imageId } from "../../support/build-cache.ts";
import { CacheService, servicePlaces } from "../../support/cache-service.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();
let opened: Promise<CacheService> | undefined;
afterAll(async () => {
  await (await opened)?.[Symbol.asyncDispose]();
});

async function service(): Promise<CacheService> {
  opened ??= CacheService.start(await engine());
  return await opened;
}

const random = "cat /proc/sys/kernel/random/uuid";
const files = {
  Dockerfile: `FROM busybox AS made\nRUN ${random} > /made\nFROM busybox\nCOPY f /f\nCOPY --from=made /made /\nRUN ${random} > /r\n`,
  f: "file",
};

for (const face of ["own", "buildx"] as const)
  for (const [type, placeAt] of Object.entries(servicePlaces))
    test(`${type}: the same image in an engine that has nothing, min and max, for ${face}`, async () => {
      const started = await engine();
      const { url, kept } = await service().then((own) => ({ url: own.url, kept: () => own.kept() }));
      using folder = new BuildFolder(files);
      const { place, env } = placeAt(url, `${face}-${type}`);
      const blobs = async (): Promise<number> => {
        const { objects, entries } = await kept();
        return (type === "s3" ? objects : entries).filter((name) => /blob/.test(name)).length;
      };
      const before = await blobs();
      const to = (mode: string) => ["-t", "kept", "--cache-to", `${place},mode=${mode}`, folder.path];
      await build(started, face, ["--no-cache", ...to("min")], { env });
      const ofImage = await blobs();
      // The base is one blob for all.
      expect([3, 4]).toContain(ofImage - before);
      await build(started, face, to("max"), { env });
      expect((await blobs()) - ofImage).toBe(1);
      const id = await imageId(started, "kept");
      await emptyEngine(started);
      const again = await build(started, face, ["-t", "kept", "--cache-from", place, folder.path], { env });
      expect(again.cached).toContain(`[made 2/2] RUN ${random} > /made`);
      expect(again.cached).toContain(`[stage-1 4/4] RUN ${random} > /r`);
      expect(await imageId(started, "kept")).toBe(id);
    }, 120_000);

test("a service that refuses fails the build that writes there, and only shows where a cache is read", async () => {
  const started = await engine();
  const { url } = await service();
  using folder = new BuildFolder(files);
  const place = `type=s3,bucket=b,region=r,endpoint_url=${url},use_path_style=true,access_key_id=A,secret_access_key=B`;
  const written = await build(started, "own", ["--cache-to", place, folder.path], { mayFail: true });
  expect([written.code, written.stderr.includes("unexpected status 403")]).toEqual([1, true]);
  await build(started, "own", ["--cache-to", `${place},ignore-error=true`, folder.path]);
  await build(started, "own", ["--no-cache-filter", "made", "--cache-from", place, folder.path]);
  const missing = await build(started, "own", ["--cache-to", "type=s3,bucket=b", folder.path], { mayFail: true });
  expect(missing.stderr).toContain("region not set for s3 cache");
}, 120_000);
