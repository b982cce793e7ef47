import { expect, test } from "bun:test";
import { BuildFolder, build } from "../../support/build-cache.ts";
import { Engine } from "../../support/engine.ts";

const files = {
  Dockerfile:
    "FROM busybox AS a\nRUN --mount=type=cache,target=/c echo a | tee /c/a > /a\nFROM busybox\nCOPY --from=a /a /b\nCOPY f /\n",
  f: "f",
};

/** Builds with a cache of another builder, and with one of its own. */
async function builds(engine: Engine, folder: string, [other, own]: readonly [string, string]): Promise<string> {
  const to = (dest: string) => ["--cache-to", `type=local,dest=${dest},mode=max`];
  const first = await build(engine, "buildx", ["--cache-from", `type=local,src=${other}`, ...to(own), folder]);
  expect(first.stderr).toContain("importing cache manifest from");
  expect(first.stderr).not.toContain("ERROR");
  const again = await build(engine, "buildx", ["--cache-from", `type=local,src=${own}`, folder]);
  return again.stderr;
}

test("BuildKit reads our caches, and we read its", async () => {
  using folder = new BuildFolder(files);
  const [ours, index, its] = [`${folder.path}/ours`, `${folder.path}/index`, `${folder.path}/its`];
  const config = { features: { "containerd-snapshotter": true } };
  await using dockerd = await Engine.start({ kind: "dockerd", config });
  await dockerd.loadBusybox();
  await using gantry = await Engine.start({ kind: "gantry" });
  await gantry.loadBusybox();
  const shapes = { [ours]: "mounts=true", [index]: "mounts=true,image-manifest=false" };
  for (const [dest, shape] of Object.entries(shapes))
    await build(gantry, "buildx", ["--cache-to", `type=local,dest=${dest},mode=max,${shape}`, folder.path]);
  await gantry.docker(["builder", "prune", "-af"]);
  expect(await builds(dockerd, folder.path, [index, `${folder.path}/again`])).toContain("CACHED");
  expect(await builds(dockerd, folder.path, [ours, its])).toContain("CACHED");
  expect(await builds(gantry, folder.path, [its, ours])).toContain("CACHED");
}, 180_000);
