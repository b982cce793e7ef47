import { expect, test } from "bun:test";
import { Disk } from "../support/disk.ts";
import { Engine } from "../support/engine.ts";
import { listFiles, type RandomImage, randomImage } from "../support/images.ts";
import { SeededRandom } from "../support/random.ts";

const isFull = process.env["FAULTS"] === "full";
const random = new SeededRandom(Number(process.env["CUT_SEED"] ?? 1));

/** Waiting times after an answer, over the first two seconds. */
const delaysMs = isFull ? Array.from({ length: 60 }, (_, i) => (i * 2000) / 59) : [0, 5, 50, 300, 1000, 2000];
const cutsOfLoads = isFull ? 60 : 6;

async function onDisk(use: (engine: Engine, disk: Disk) => Promise<void>): Promise<void> {
  await using engine = await Engine.create();
  const disk = new Disk(engine);
  await disk.mount();
  await engine.up();
  await engine.loadBusybox();
  await use(engine, disk);
}

/** What is wrong with the files of the image as a container sees them; empty when all are as they were loaded. */
async function damageOf(engine: Engine, { tag, listing }: RandomImage): Promise<string> {
  const result = await engine.docker(["run", "--rm", "--network", "none", tag, ...listFiles]);
  if (result.code !== 0) return `${tag} does not run: ${result.stderr.slice(-300)}`;
  const seen = result.stdout.trim().split("\n").sort();
  const wrong = seen.filter((line, i) => line !== listing[i]).length;
  return seen.length === listing.length && wrong === 0 ? "" : `${tag}: ${seen.length} files, ${wrong} not as loaded`;
}

async function statusOf(engine: Engine, path: string): Promise<number> {
  return (await engine.request("GET", path)).status;
}

/** What is not as it was acknowledged, of the things that carry the number. */
async function lostOf(engine: Engine, number: number, image: RandomImage): Promise<string[]> {
  const lost: string[] = [];
  for (const path of [
    `/images/cut:${number}/json`,
    `/images/tagged:${number}/json`,
    `/containers/made-${number}/json`,
  ]) {
    const status = await statusOf(engine, path);
    if (status !== 200) lost.push(`${path}: ${status}`);
  }
  const damage = await damageOf(engine, image);
  if (damage !== "") lost.push(damage);
  const started = await engine.docker(["start", "-a", `made-${number}`]);
  if (started.stdout !== "done\n") lost.push(`made-${number} does not start: ${started.stderr.slice(-200)}`);
  return lost;
}

test("an acknowledged load, tag and create survive a power cut", async () => {
  const lost: string[] = [];
  await onDisk(async (engine, disk) => {
    for (const [i, delay] of delaysMs.entries()) {
      const image = randomImage(`cut:${i}`, i);
      await engine.load(image.archive);
      await engine.json("POST", `/images/cut:${i}/tag?repo=tagged&tag=${i}`);
      await engine.json("POST", `/containers/create?name=made-${i}`, { Image: `cut:${i}`, Cmd: ["echo", "done"] });
      await Bun.sleep(delay);
      await disk.cut();
      await engine.up();
      lost.push(
        ...(await lostOf(engine, i, image)).map((what) => `${what}, cut ${delay.toFixed(0)} ms after the answer`),
      );
      await engine.request("DELETE", `/containers/made-${i}?force=1`);
      for (const tag of [`cut:${i}`, `tagged:${i}`]) await engine.request("DELETE", `/images/${tag}`);
    }
  });
  expect(lost).toEqual([]);
});

test("after a power cut during a load the image is whole or absent, and a second load repairs", async () => {
  const wrong: string[] = [];
  await onDisk(async (engine, disk) => {
    for (let i = 0; i < cutsOfLoads; i++) {
      const image = randomImage(`mid:${i}`, 1000 + i);
      const delay = random.next() * 600;
      const load = engine.load(image.archive).catch(() => {});
      await Bun.sleep(delay);
      await disk.cut();
      await load;
      await engine.up();
      const isThere = (await statusOf(engine, `/images/mid:${i}/json`)) === 200;
      wrong.push(isThere ? await damageOf(engine, image) : "");
      await engine.load(image.archive);
      wrong.push(await damageOf(engine, image));
      await engine.request("DELETE", `/images/mid:${i}`);
    }
  });
  expect(wrong.filter(Boolean)).toEqual([]);
});

test("what was removed before a power cut is gone, or whole and removable", async () => {
  const image = randomImage("gone:1", 2000);
  await onDisk(async (engine, disk) => {
    await engine.load(image.archive);
    await engine.json("POST", "/containers/create?name=gone", { Image: "busybox", Cmd: ["true"] });
    await engine.json("DELETE", "/containers/gone");
    await engine.json("DELETE", "/images/gone:1");
    await disk.cut();
    await engine.up();
    if ((await statusOf(engine, "/containers/gone/json")) === 200) await engine.json("DELETE", "/containers/gone");
    if ((await statusOf(engine, "/images/gone:1/json")) === 200) expect(await damageOf(engine, image)).toBe("");
    await engine.load(image.archive);
    expect(await damageOf(engine, image)).toBe("");
  });
});
