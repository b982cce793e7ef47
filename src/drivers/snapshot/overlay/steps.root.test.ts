import { expect, test } from "bun:test";
import { access, chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { backgroundOp } from "#base/op.ts";
import type { OverlaySpec } from "#core/snapshot/contract.ts";
import type { LayerReference } from "#core/snapshot/steps.ts";
import { closeFd } from "#sys/fd.ts";
import { mountOverlay } from "#sys/kernel/mounts.ts";
import { Bench, failureOf, file, folder, tar } from "./root-test-support.ts";

const op = backgroundOp();

test("a step's layer is what it changed in what it lies on, as overlayfs keeps it", async () => {
  await using bench = await Bench.make();
  const base = await baseOf(bench, folder("d/", { mode: 0o700, uid: 5 }), file("d/gone"), file("d/kept"));
  await step(bench, "one", base, async (root) => {
    await rm(join(root, "d/gone"));
    await writeFile(join(root, "d/new"), "12345");
  });
  const top = bench.snapshots.steps.overlayOfLayers([{ of: "step", id: "one" }]).lowers[0] ?? "";
  const facts = await stat(join(top, "d"));
  expect([facts.mode & 0o7777, facts.uid]).toEqual([0o700, 5]);
  expect((await stat(join(top, "d/gone"))).isCharacterDevice()).toBe(true);
  expect(bench.snapshots.steps.sizeOf("one")).toBe(5);
  await looking(bench.snapshots.steps.overlayOfLayers([...base, { of: "step", id: "one" }]), async (root) => {
    expect((await readdir(join(root, "d"))).sort()).toEqual(["kept", "new"]);
  });
});

test("layers that lie on nothing merge: their folders hide none below, and the last wins", async () => {
  await using bench = await Bench.make();
  const base = await baseOf(bench, folder("usr/"), file("usr/a", "base"));
  for (const name of ["one", "two"])
    await step(bench, name, [], async (root) => {
      await mkdir(join(root, "usr/bin"), { recursive: true });
      await writeFile(join(root, "usr/bin", name), name);
      await writeFile(join(root, "usr/bin/last"), name);
    });
  const merged: LayerReference[] = [...base, { of: "step", id: "one" }, { of: "step", id: "two" }];
  await looking(bench.snapshots.steps.overlayOfLayers(merged), async (root) => {
    expect((await readdir(join(root, "usr"))).sort()).toEqual(["a", "bin"]);
    expect((await readdir(join(root, "usr/bin"))).sort()).toEqual(["last", "one", "two"]);
    expect(await readFile(join(root, "usr/bin/last"), "utf8")).toBe("two");
  });
});

test("a layer may lie twice in a tree, and in an image; what removed it between hides nothing of it", async () => {
  await using bench = await Bench.make();
  const { steps } = bench.snapshots;
  const base = await baseOf(bench, folder("q/"), file("q/base", "base"));
  const linked: LayerReference = { of: "step", id: "linked" };
  await step(bench, "linked", [], async (root) => {
    await mkdir(join(root, "q"));
    await writeFile(join(root, "q/a"), "a");
  });
  await step(bench, "between", [...base, linked], async (root) => {
    await rm(join(root, "q/a"));
    await writeFile(join(root, "q/z"), "z");
  });
  const twice: LayerReference[] = [...base, linked, { of: "step", id: "between" }, linked];
  const looks = async (root: string): Promise<void> =>
    expect((await readdir(join(root, "q"))).sort()).toEqual(["a", "base", "z"]);
  await looking(steps.overlayOfLayers(twice), looks);
  expect(steps.foldersOf(twice).length).toBe(4);
  const chain = ["1", "2", "3"].map((name) => digestOf(name));
  const adopted = twice.slice(1).map((layer, at) => ({
    ...{ layer, chainId: chain[at]!, parent: at === 0 ? bench.chain : chain[at - 1], diffId: digestOf("diff") },
  }));
  const change = steps.adopt(adopted);
  await bench.store.commit(op, change.records, "full");
  change.publish();
  await looking(bench.snapshots.overlayOfLayers(chain[2]), looks);
});

test("a layer of an image becomes one of another that lies on others, and stays as long as one of the two needs it", async () => {
  await using bench = await Bench.make();
  const { steps } = bench.snapshots;
  await step(bench, "linked", [], (root) => writeFile(join(root, "f"), ""));
  const [alone, over] = [digestOf("alone"), digestOf("over")];
  const places = [
    { layer: { of: "step", id: "linked" }, chainId: alone, parent: undefined, diffId: alone },
    { layer: { of: "image", chainId: alone }, chainId: over, parent: undefined, diffId: alone },
  ] as const;
  for (const place of places) {
    const change = steps.adopt([place]);
    await bench.store.commit(op, change.records, "full");
    change.publish();
  }
  const [tree = ""] = bench.snapshots.overlayOfLayers(over).lowers;
  expect(bench.snapshots.overlayOfLayers(alone).lowers).toEqual([tree]);
  await steps.remove(["linked"]).finish(op);
  await bench.snapshots.garbage(new Set([over])).finish(op);
  await access(join(tree, "f"));
  await bench.snapshots.garbage(new Set()).finish(op);
  expect(await failureOf(access(tree))).toContain("ENOENT");
});

test("a step is there after a restart; after a power cut only where it was settled; what was never frozen goes", async () => {
  await using bench = await Bench.make();
  await step(bench, "settled", [], () => writeFile("/dev/null", ""));
  await bench.snapshots.steps.settle(op);
  await step(bench, "unsettled", [], () => writeFile("/dev/null", ""));
  await bench.snapshots.steps.create(op, "open", []);
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen();
  expect([...bench.snapshots.steps.ids()].sort()).toEqual(["settled", "unsettled"]);
  await bench.snapshots[Symbol.asyncDispose]();
  await bench.reopen({ bootId: "another" });
  expect([...bench.snapshots.steps.ids()]).toEqual(["settled"]);
  expect((await readdir(join(bench.path, "s"))).filter((name) => /^\d+$/.test(name)).length).toBe(1);
});

test("an adopted step and the image's layer are one tree, which goes when neither needs it", async () => {
  await using bench = await Bench.make();
  const { steps } = bench.snapshots;
  for (const first of ["step", "layer"] as const) {
    await step(bench, first, [], (root) => writeFile(join(root, first), ""));
    const chainId = digestOf(first);
    const change = steps.adopt([{ layer: { of: "step", id: first }, chainId, parent: undefined, diffId: chainId }]);
    await bench.store.commit(op, change.records, "full");
    change.publish();
    expect([steps.isShared(first), bench.snapshots.hasLayer(chainId)]).toEqual([true, true]);
    const tree = bench.snapshots.overlayOfLayers(chainId).lowers[0] ?? "";
    const removeStep = (): Promise<void> => steps.remove([first]).finish(op);
    const removeLayer = (): Promise<void> => bench.snapshots.garbage(new Set()).finish(op);
    await (first === "step" ? removeStep() : removeLayer());
    await access(tree);
    await (first === "step" ? removeLayer() : removeStep());
    expect(await failureOf(access(tree))).toContain("ENOENT");
  }
});

test("what was begun and is discarded leaves nothing; a layer below that is not there is refused", async () => {
  await using bench = await Bench.make();
  const { steps } = bench.snapshots;
  await steps.create(op, "a", []);
  await steps.discard(op, "a");
  await steps.create(op, "b", []);
  await steps.freeze(op, "b");
  await steps.discard(op, "b");
  expect([steps.has("a"), steps.has("b")]).toEqual([false, false]);
  expect((await readdir(join(bench.path, "s"))).filter((name) => /^\d+$/.test(name))).toEqual([]);
  expect(await failureOf(steps.create(op, "c", [{ of: "step", id: "a" }]))).toContain("does not exist");
  expect(() => steps.overlayOf("a")).toThrow("does not exist");
});

test("a step has the attributes of the folder that it lies over", async () => {
  await using bench = await Bench.make();
  await step(bench, "low", [], (root) => chmod(root, 0o711));
  await step(bench, "top", [{ of: "step", id: "low" }], async () => {});
  const [top = ""] = bench.snapshots.steps.overlayOfLayers([{ of: "step", id: "top" }]).lowers;
  expect((await stat(top)).mode & 0o7777).toBe(0o711);
});

async function baseOf(bench: Bench, ...members: Parameters<typeof tar>): Promise<LayerReference[]> {
  await bench.add(tar(...members));
  return [{ of: "image", chainId: bench.chain as Digest }];
}

/** Makes a step and gives its root to `work`. */
async function step(
  bench: Bench,
  id: string,
  below: readonly LayerReference[],
  work: (root: string) => Promise<unknown>,
): Promise<void> {
  const { steps } = bench.snapshots;
  await steps.create(op, id, below);
  await looking(steps.overlayOf(id), work);
  const frozen = await steps.freeze(op, id);
  await bench.store.commit(op, frozen.records, "normal");
  frozen.publish();
}

async function looking(spec: OverlaySpec, work: (root: string) => Promise<unknown>): Promise<void> {
  const fd = mountOverlay(spec);
  try {
    await work(`/proc/self/fd/${fd}`);
  } finally {
    closeFd(fd);
  }
}
