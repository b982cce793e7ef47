import { expect, test } from "bun:test";
import { BuildFolder, build, emptyEngine } from "../../support/build-cache.ts";
import { sharedEngine } from "../../support/shared-engine.ts";

const engine = sharedEngine();

async function layersOf(name: string): Promise<readonly string[]> {
  const started = await engine();
  const { RootFS } = await started.json<{ RootFS: { Layers: string[] } }>("GET", `/images/${name}/json`);
  return RootFS.Layers;
}

function dockerfile(below: string): string {
  return `FROM busybox\n${below}\nCOPY --link file folder /linked/\nRUN cat /linked/file /linked/inner /below > /all\n`;
}

const contexts = { file: "file\n", "folder/inner": "inner\n" };
const [one, other] = [dockerfile("RUN echo one > /below"), dockerfile("RUN echo other > /below\nRUN true")];
const copy = (step: string): string => `[${step}] COPY --link file folder /linked/`;

for (const face of ["own", "buildx"] as const) {
  test(`a linked layer is the same on another base, and not copied again, for ${face}`, async () => {
    const started = await engine();
    await emptyEngine(started);
    using folder = new BuildFolder({ ...contexts, one, other });
    await build(started, face, ["-t", "one", "-f", `${folder.path}/one`, folder.path]);
    const again = await build(started, face, ["-t", "other", "-f", `${folder.path}/other`, folder.path]);
    expect(again.cached.filter((name) => !name.includes("FROM"))).toEqual([copy("4/5")]);
    const [before, after] = [await layersOf("one"), await layersOf("other")];
    expect([before.length, after.length]).toEqual([4, 5]);
    expect(after[3]).toBe(before[2]);
    const ran = await started.own(["run", "--rm", "other", "cat", "/all"]);
    expect(ran.stdout).toBe("file\ninner\nother\n");
  }, 120_000);

  test(`a linked layer of a cache lies on what that cache does not have, for ${face}`, async () => {
    const started = await engine();
    await emptyEngine(started);
    using folder = new BuildFolder({ ...contexts, one, other });
    const cache = `${folder.path}/cache`;
    const to = `type=local,dest=${cache},mode=max`;
    await build(started, face, ["-t", "one", "-f", `${folder.path}/one`, "--cache-to", to, folder.path]);
    const before = await layersOf("one");
    await emptyEngine(started);
    const words = ["-t", "other", "-f", `${folder.path}/other`, "--cache-from", `type=local,src=${cache}`, folder.path];
    const again = await build(started, face, words);
    expect(again.cached).toContain(copy("4/5"));
    expect((await layersOf("other"))[3]).toBe(before[2]);
    const ran = await started.own(["run", "--rm", "other", "cat", "/all"]);
    expect(ran.stdout).toBe("file\ninner\nother\n");
  }, 120_000);
}
