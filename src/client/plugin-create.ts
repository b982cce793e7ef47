import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";

/** Makes a plugin of a tar archive that holds its `config.json` and its `rootfs`. */
export async function pluginCreate(
  op: Op,
  client: Client,
  name: string,
  archive: AsyncIterable<Uint8Array>,
): Promise<void> {
  const headers = { "Content-Type": "application/x-tar" };
  await client.done(op, "POST", "/plugins/create", { query: { name }, body: archive, headers });
}
