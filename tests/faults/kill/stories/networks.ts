import type { Client } from "../acts/client.ts";
import { create, remove, restart, start, stop } from "../acts/containers.ts";
import {
  claimMembership,
  claimPublished,
  claimResolved,
  connect,
  createNetwork,
  disconnect,
  pruneNetworks,
  removeNetwork,
} from "../acts/networks.ts";
import { home } from "../residents.ts";
import { serving, sleeping } from "./containers.ts";

/** Networks come, containers enter and leave them while they run and while they do not, networks go. */
export async function networksComeAndGo(client: Client): Promise<void> {
  const { word } = client;
  const [first, second, configuration, third] = [`${word}-m`, `${word}-n`, `${word}-q`, `${word}-r`];
  await createNetwork(client, first);
  const one = await create(client, `${word}-o`, serving(word, { NetworkMode: first }));
  await start(client, one);
  await claimMembership(client, first, one);
  await claimPublished(client, one);
  await createNetwork(client, second, { EnableIPv6: true, Internal: true });
  await connect(client, second, one);
  await disconnect(client, second, one);
  await stop(client, one);
  await disconnect(client, first, one);
  await remove(client, one);
  await removeNetwork(client, second);
  await createNetwork(client, configuration, { ConfigOnly: true });
  // It has the labels of its configuration, and may name none.
  await createNetwork(client, third, { ConfigFrom: { Network: configuration }, Labels: undefined });
  await removeNetwork(client, third);
  await removeNetwork(client, configuration);
  await pruneNetworks(client, [first]);
}

/** A newcomer in the residents' network is known there by its name, and not when it has gone. */
export async function neighbours(client: Client): Promise<void> {
  const { word } = client;
  const guest = await create(client, `${word}-g`, { ...sleeping, HostConfig: { NetworkMode: home } });
  await start(client, guest);
  await claimMembership(client, home, guest);
  await claimResolved(client, home, guest);
  const late = await create(client, `${word}-l`, serving(word));
  await start(client, late);
  await connect(client, home, late);
  await claimResolved(client, home, late);
  await claimPublished(client, late);
  await restart(client, guest);
  await claimResolved(client, home, guest);
  await disconnect(client, "bridge", late);
  await claimPublished(client, late);
  await remove(client, late, "?force=1");
  await remove(client, guest, "?force=1");
}
