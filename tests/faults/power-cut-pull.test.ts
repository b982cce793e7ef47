import { expect, test } from "bun:test";
import type { Engine } from "../support/engine.ts";
import { EngineRegistry } from "../support/engine-registry.ts";
import { type RandomImage, randomImage } from "../support/images.ts";
import { SeededRandom } from "../support/random.ts";
import { damageOf, onDisk, statusOf } from "./on-disk.ts";

const isFull = process.env["FAULTS"] === "full";
const random = new SeededRandom(Number(process.env["CUT_SEED"] ?? 1));
/** Waiting times after an answer, over the first two seconds. */
const delaysMs = isFull ? Array.from({ length: 60 }, (_, i) => (i * 2000) / 59) : [0, 5, 50, 300, 1000, 2000];
const cutsOfPulls = isFull ? 60 : 8;

async function pull(engine: Engine, { tag }: RandomImage): Promise<void> {
  const at = tag.lastIndexOf(":");
  const path = `/images/create?fromImage=${tag.slice(0, at)}&tag=${tag.slice(at + 1)}`;
  const { body } = await engine.request("POST", path, { timeoutMs: 60_000 });
  if (!body.includes("Status: ")) throw new Error(`${path}: ${body}`);
}

/** An image that only the registry has. */
async function published(engine: Engine, registry: EngineRegistry, seed: number): Promise<RandomImage> {
  const image = randomImage(`${registry.address}/cut:${seed}`, seed);
  await engine.load(image.archive);
  await engine.request("POST", `/images/${registry.address}/cut/push?tag=${seed}`);
  await engine.json("DELETE", `/images/${image.tag}`);
  return image;
}

test("a pull that was answered survives a power cut", async () => {
  const wrong: string[] = [];
  await onDisk(async (engine, disk) => {
    await using registry = await EngineRegistry.open(engine.namespace);
    for (const [i, delay] of delaysMs.entries()) {
      const image = await published(engine, registry, i);
      await pull(engine, image);
      await Bun.sleep(delay);
      await disk.cut();
      await engine.up();
      const damage = await damageOf(engine, image);
      if (damage !== "") wrong.push(`${damage}, cut ${delay.toFixed(0)} ms after the answer`);
      await engine.request("DELETE", `/images/${image.tag}`);
    }
  });
  expect(wrong).toEqual([]);
});

test("after a power cut during a pull the image is whole or absent, and the next pull repairs", async () => {
  const wrong: string[] = [];
  await onDisk(async (engine, disk) => {
    await using registry = await EngineRegistry.open(engine.namespace);
    for (let i = 0; i < cutsOfPulls; i++) {
      const image = await published(engine, registry, 1000 + i);
      const pulling = pull(engine, image).catch(() => {});
      await Bun.sleep(random.next() * 500);
      await disk.cut();
      await pulling;
      await engine.up();
      const isThere = (await statusOf(engine, `/images/${image.tag}/json`)) === 200;
      wrong.push(isThere ? await damageOf(engine, image) : "");
      await pull(engine, image);
      wrong.push(await damageOf(engine, image));
      await engine.request("DELETE", `/images/${image.tag}`);
    }
  });
  expect(wrong.filter(Boolean)).toEqual([]);
});
