import type { Client } from "../acts/client.ts";
import { create, remove, restart, start } from "../acts/containers.ts";
import { claimWay, restartBoth, unlink } from "../acts/links.ts";
import { serving, sleeping } from "./containers.ts";

/** A link opens a way between two containers that may not talk to each other otherwise, and to nobody else, until it goes. */
export async function links(client: Client): Promise<void> {
  const { word } = client;
  const target = await create(client, `${word}-j`, serving(word));
  await start(client, target);
  const stranger = await create(client, `${word}-k`, sleeping);
  await start(client, stranger);
  claimWay(client, { from: stranger, to: target }, false);
  const owner = await create(client, `${word}-l`, { ...sleeping, HostConfig: { Links: [`${target.name}:nick`] } });
  await start(client, owner);
  const pair = { from: owner, to: target };
  claimWay(client, pair, true);
  await restartBoth(client, pair, (one) => restart(client, one));
  await unlink(client, pair, "nick");
  for (const one of [owner, stranger, target]) await remove(client, one, "?force=1");
}
