import { expect, test } from "bun:test";
import { randomImage } from "../support/images.ts";
import { SeededRandom } from "../support/random.ts";
import { damageOf, onDisk, statusOf } from "./on-disk.ts";

const isFull = process.env["FAULTS"] === "full";
const random = new SeededRandom(Number(process.env["CUT_SEED"] ?? 1));
const address = "127.0.0.1:5005";
const cuts = isFull ? 40 : 6;

test("an image that was pushed to the engine's registry survives a power cut; one that was being pushed is whole or absent", async () => {
  const wrong: string[] = [];
  await onDisk(
    async (engine, disk) => {
      for (let i = 0; i < cuts; i++) {
        const image = randomImage(`${address}/home:${i}`, 5000 + i);
        const home = { ...image, tag: `home:${i}` };
        await engine.load(image.archive);
        const push = (): Promise<boolean> =>
          engine.request("POST", `/images/${address}/home/push?tag=${i}`).then(
            ({ status, body }) => status === 200 && !body.includes('"error"'),
            () => false,
          );
        const pushing = push();
        // Every other one is acknowledged, and loses its first name, before the power goes.
        const acknowledged = i % 2 === 0 && (await pushing);
        if (i % 2 === 0) expect(acknowledged).toBe(true);
        if (acknowledged) await engine.json("DELETE", `/images/${address}/home:${i}`);
        else await Bun.sleep(random.next() * 300);
        await disk.cut();
        await pushing;
        await engine.up();
        const isThere = (await statusOf(engine, `/images/home:${i}/json`)) === 200;
        if (acknowledged && !isThere) wrong.push(`home:${i} is gone`);
        if (isThere) wrong.push(await damageOf(engine, home));
        else {
          expect(await push()).toBe(true);
          wrong.push(await damageOf(engine, home));
        }
        for (const tag of [home.tag, image.tag]) await engine.request("DELETE", `/images/${tag}`);
      }
    },
    { kind: "gantry", flags: ["--registry-listen", address] },
  );
  expect(wrong.filter(Boolean)).toEqual([]);
});
