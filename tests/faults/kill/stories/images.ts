import type { Client } from "../acts/client.ts";
import { create, remove, runToEnd } from "../acts/containers.ts";
import { load, removeImage, tag } from "../acts/images.ts";

/** An image comes, is used, and goes. */
export async function imageComesAndGoes(client: Client): Promise<void> {
  const { word } = client;
  await load(client, `${word}:1`);
  await tag(client, `${word}:1`, { repo: word, tag: "2" });
  const user = await create(client, `${word}-i`, { Image: `${word}:2`, Cmd: ["cat", "/who"] });
  await runToEnd(client, user, 0);
  await removeImage(client, `${word}:1`);
  await remove(client, user);
  await removeImage(client, `${word}:2`);
}
