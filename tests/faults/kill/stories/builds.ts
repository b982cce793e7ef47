import { build, pruneCache } from "../acts/builds.ts";
import type { Client } from "../acts/client.ts";
import { create, remove, runToEnd } from "../acts/containers.ts";
import { load, removeImage } from "../acts/images.ts";

/** An image is built of another, again from the cache, and used when the cache is gone. */
export async function imageIsBuilt(client: Client): Promise<void> {
  const { word } = client;
  await load(client, `${word}:base`);
  const dockerfile = `FROM ${word}:base\nCOPY told /told\nRUN cat /told > /made\nCMD ["cat", "/made"]\n`;
  const files = { Dockerfile: dockerfile, told: word };
  await build(client, `${word}:1`, files);
  await removeImage(client, `${word}:1`);
  await build(client, `${word}:2`, files);
  const user = await create(client, `${word}-u`, { Image: `${word}:2` });
  await pruneCache(client);
  await runToEnd(client, user, 0);
  await remove(client, user);
  await removeImage(client, `${word}:2`);
  await removeImage(client, `${word}:base`);
}
