import { expect, test } from "bun:test";
import type { Engine } from "../support/engine.ts";
import { type RandomImage, randomImage, smallImage } from "../support/images.ts";
import { SeededRandom } from "../support/random.ts";
import { damageOf, onDisk, statusOf } from "./on-disk.ts";

const isFull = process.env["FAULTS"] === "full";
const random = new SeededRandom(Number(process.env["CUT_SEED"] ?? 1));

/** Waiting times after an answer, over the first two seconds. */
const delaysMs = isFull ? Array.from({ length: 60 }, (_, i) => (i * 2000) / 59) : [0, 5, 50, 300, 1000, 2000];
const cutsOfLoads = isFull ? 60 : 6;

interface Acknowledged {
  readonly number: number;
  readonly image: RandomImage;
  /** Ids that the answers gave, by what they are of. */
  readonly ids: ReadonlyMap<"container" | "network", string>;
}

/** Asks for everything that survives a power cut once it is answered; its things carry the number. */
async function makeAll(engine: Engine, number: number): Promise<Acknowledged> {
  const image = randomImage(`cut:${number}`, number);
  await engine.load(image.archive);
  await engine.json("POST", `/images/cut:${number}/tag?repo=tagged&tag=${number}`);
  await engine.json("POST", `/images/cut:${number}/tag?repo=moved&tag=${number}`);
  await engine.json("POST", `/images/busybox/tag?repo=moved&tag=${number}`);
  if (engine.kind === "gantry") await engine.json("POST", `/images/moved:${number}/rollback`);
  await engine.load(smallImage(`removed:${number}`));
  await engine.json("DELETE", `/images/removed:${number}`);
  await engine.json("POST", "/containers/create?name=gone", { Image: "busybox", Cmd: ["true"] });
  await engine.json("POST", "/volumes/create", { Name: "gone" });
  await engine.json("POST", "/volumes/create", { Name: `kept-${number}`, Labels: { number: String(number) } });
  const network = await engine.json<{ Id: string }>("POST", "/networks/create", { Name: `net-${number}` });
  const body = {
    Image: `cut:${number}`,
    Cmd: ["echo", "done"],
    HostConfig: { Binds: [`bound-${number}:/data`], NetworkMode: `net-${number}` },
  };
  const made = await engine.json<{ Id: string }>("POST", `/containers/create?name=first-${number}`, body);
  await engine.json("POST", `/containers/first-${number}/rename?name=made-${number}`);
  await engine.json("POST", `/containers/made-${number}/update`, { Memory: 48 << 20, MemorySwap: -1 });
  await engine.json("DELETE", "/containers/gone");
  await engine.json("DELETE", "/volumes/gone");
  return {
    number,
    image,
    ids: new Map([
      ["container", made.Id],
      ["network", network.Id],
    ]),
  };
}

/** What is not as it was acknowledged. */
async function lostOf(engine: Engine, { number, image, ids }: Acknowledged): Promise<string[]> {
  const lost: string[] = [];
  const there = [`/images/cut:${number}/json`, `/images/tagged:${number}/json`, `/volumes/bound-${number}`];
  const gone = ["/containers/gone/json", "/volumes/gone", `/containers/first-${number}/json`];
  gone.push(`/images/removed:${number}/json`);
  for (const path of [...there, ...gone]) {
    const status = await statusOf(engine, path);
    if (status !== (there.includes(path) ? 200 : 404)) lost.push(`${path}: ${status}`);
  }
  const compare = async (path: string, part: (json: never) => unknown, expected: unknown): Promise<void> => {
    const { status, body } = await engine.request("GET", path);
    const seen = status === 200 ? part(JSON.parse(body.toString()) as never) : status;
    if (JSON.stringify(seen) !== JSON.stringify(expected)) lost.push(`${path}: ${JSON.stringify(seen)}`);
  };
  const isCut = ({ RepoTags }: { RepoTags: string[] }): boolean => RepoTags.includes(`cut:${number}`);
  await compare(`/images/moved:${number}/json`, isCut, engine.kind === "gantry");
  type Container = { Id: string; HostConfig: { Memory: number } };
  const container = ({ Id, HostConfig }: Container): unknown => [Id, HostConfig.Memory];
  await compare(`/containers/made-${number}/json`, container, [ids.get("container"), 48 << 20]);
  await compare(`/networks/net-${number}`, ({ Id }: { Id: string }) => Id, ids.get("network"));
  await compare(`/volumes/kept-${number}`, ({ Labels }: { Labels: object }) => Labels, { number: String(number) });
  const damage = await damageOf(engine, image);
  if (damage !== "") lost.push(damage);
  const started = await engine.docker(["start", "-a", `made-${number}`]);
  if (started.stdout !== "done\n") lost.push(`made-${number} does not start: ${started.stderr.slice(-200)}`);
  return lost;
}

async function removeAll(engine: Engine, { number }: Acknowledged): Promise<void> {
  await engine.request("DELETE", `/containers/made-${number}?force=1`);
  await engine.request("DELETE", `/networks/net-${number}`);
  for (const volume of [`kept-${number}`, `bound-${number}`]) await engine.request("DELETE", `/volumes/${volume}`);
  for (const tag of [`cut:${number}`, `tagged:${number}`, `moved:${number}`])
    await engine.request("DELETE", `/images/${tag}`);
}

test("what is acknowledged survives a power cut: load, tag, create, rename, update, remove, volumes, networks", async () => {
  const lost: string[] = [];
  await onDisk(async (engine, disk) => {
    for (const [i, delay] of delaysMs.entries()) {
      const acknowledged = await makeAll(engine, i);
      await Bun.sleep(delay);
      await disk.cut();
      await engine.up();
      const missing = await lostOf(engine, acknowledged);
      lost.push(...missing.map((what) => `${what}, cut ${delay.toFixed(0)} ms after the answer`));
      await removeAll(engine, acknowledged);
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
