import { afterAll, expect, test } from "bun:test";
import { dockerArchive } from "#daemon/images/test-archives.ts";
import { hostileArchives } from "./archives.ts";
import { bombs } from "./bombs.ts";
import { HostileGround, outcomeOf, startRegistry, storeBytes, type Trial } from "./hostile-engine.ts";
import { hostileLayers } from "./layers.ts";

const isFull = process.env["FAULTS"] === "full";
let opened: Promise<HostileGround> | undefined;
afterAll(async () => (await opened)?.[Symbol.asyncDispose](), 60_000);

function ground(): Promise<HostileGround> {
  opened ??= HostileGround.open();
  return opened;
}

const loading = (name: string, { bytes, outcome }: Pick<Trial, "outcome"> & { readonly bytes: Buffer }): Trial => ({
  name,
  outcome,
  act: async (engine) => outcomeOf(await engine.request("POST", "/images/load?quiet=1", { body: bytes })),
});

/** Nothing of an attack is left, and what comes after it works. */
async function isWhole(): Promise<void> {
  const here = await ground();
  expect(await here.leftInStore()).toBe("");
  expect(await here.runsBusybox()).toBe("runs\n");
}

test("layers that want out of their image, by load: each is refused by name, or harmless", async () => {
  const here = await ground();
  const trials = Object.entries(hostileLayers(here.canary)).map(([name, { bytes, outcome }]) =>
    loading(name, { bytes: dockerArchive(["evil:1"], [bytes]), outcome }),
  );
  expect(trials.length).toBeGreaterThan(60);
  expect(await here.all(trials)).toEqual([]);
  await isWhole();
});

test("the same by import", async () => {
  const here = await ground();
  const trials = Object.entries(hostileLayers(here.canary)).map(([name, { bytes, outcome }]): Trial => {
    const act: Trial["act"] = async (engine) => {
      const answer = await engine.request("POST", "/images/create?fromSrc=-&repo=evil", { body: bytes });
      return outcomeOf(answer);
    };
    return { name, outcome, act };
  });
  expect(await here.all(trials)).toEqual([]);
  await isWhole();
});

test("archives that are not what they say: each is refused by name, in bounded time and memory", async () => {
  const here = await ground();
  const trials = Object.entries(hostileArchives()).map(([name, archive]) => loading(name, archive));
  expect(trials.length).toBeGreaterThan(50);
  expect(await here.all(trials)).toEqual([]);
  await isWhole();
});

test("both from a registry", async () => {
  const here = await ground();
  using registry = await startRegistry(here);
  const pulling = (name: string, repository: string, outcome: Trial["outcome"]): Trial => ({
    name,
    // A pull says it in words of its own; but what is harmless is harmless here, too.
    outcome: outcome === "taken" ? outcome : /^(?!taken$)./,
    act: async (engine) => {
      const image = encodeURIComponent(`${registry.host}/${repository}`);
      return outcomeOf(await engine.request("POST", `/images/create?fromImage=${image}&tag=latest`));
    },
  });
  const layers = Object.entries(hostileLayers(here.canary)).map(([name, { outcome }], number) =>
    pulling(name, `layer-${number}`, outcome),
  );
  const archives = Object.entries(hostileArchives()).flatMap(([name, { outcome, content }], number) =>
    content === undefined ? [] : [pulling(name, `archive-${number}`, outcome)],
  );
  expect(archives.length).toBeGreaterThan(10);
  expect(await here.all([...layers, ...archives])).toEqual([]);
  await isWhole();
});

test("archives that are more than they look: the disk is full, memory is not, and both are free again", async () => {
  const here = await ground();
  const sizes = isFull
    ? { sizeBytes: 10 * 2 ** 30, files: 200_000 }
    : { sizeBytes: storeBytes + (64 << 20), files: 20_000 };
  for (const [name, bomb] of Object.entries(await bombs(sizes))) {
    expect(await here.all([{ ...loading(name, bomb), limitMs: 120_000 }])).toEqual([]);
    await isWhole();
  }
});
