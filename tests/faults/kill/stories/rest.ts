import type { Client } from "../acts/client.ts";
import { createVolume, removeVolume } from "../acts/volumes.ts";

/** Longer than the store waits, and more than what it takes as worth the while. */
const idleMs = 2_300;
const muchText = "x".repeat(1_200_000);

/** Much is written, and then nothing for a while: the store moves its log into the database. */
export async function rest(client: Client): Promise<void> {
  const name = `${client.word}-big`;
  await createVolume(client, name, { text: muchText });
  await Bun.sleep(idleMs);
  await removeVolume(client, name);
}
