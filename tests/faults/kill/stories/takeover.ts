import type { Client } from "../acts/client.ts";
import { create, remove, start } from "../acts/containers.ts";
import { claimPublished, takeOver } from "../acts/networks.ts";
import { serving } from "./containers.ts";

/** One container takes the place of another: the port leads to either of them, whenever the engine ends. */
export async function takeover(client: Client): Promise<void> {
  const { word } = client;
  const giver = await create(client, `${word}-t`, serving(word));
  await start(client, giver);
  await claimPublished(client, giver);
  const taker = await create(client, `${word}-u`, serving(word));
  await start(client, taker, "?standby=1");
  await takeOver(client, taker, giver);
  await remove(client, giver, "?force=1");
  await remove(client, taker, "?force=1");
}
