import { all, type Client } from "../acts/client.ts";
import {
  create,
  exec,
  followLogs,
  kill,
  pause,
  remove,
  rename,
  restart,
  runRemoved,
  runToEnd,
  start,
  stop,
  unpause,
  update,
} from "../acts/containers.ts";
import { claimPublished } from "../acts/networks.ts";

export const sleeping = { Image: "busybox", Cmd: ["sleep", "100000"] };

/** A container that serves a word at a published port. */
export function serving(word: string, HostConfig: object = {}): object {
  const script = `mkdir -p /www; echo -n ${word} >/www/word; exec httpd -f -p 80 -h /www`;
  const published = { PortBindings: { "80/tcp": [{ HostPort: "" }] }, ...HostConfig };
  return { Image: "busybox", Cmd: ["sh", "-c", script], ExposedPorts: { "80/tcp": {} }, HostConfig: published };
}

/** From its making to its removal. */
export async function lifeOfOne(client: Client): Promise<void> {
  const { word } = client;
  const first = await create(client, `${word}-a`, serving(word));
  await start(client, first);
  await claimPublished(client, first);
  await exec(client, first, ["true"], false);
  const renamed = await rename(client, first, `${word}-b`);
  await restart(client, renamed);
  await exec(client, renamed, ["sleep", "100"], true);
  await stop(client, renamed);
  await start(client, renamed);
  await kill(client, renamed);
  await remove(client, renamed);
}

/** Programs that end by themselves, and logs that are read meanwhile. */
export async function programs(client: Client): Promise<void> {
  const { word } = client;
  await runRemoved(client, `${word}-r`, { Image: "busybox", Cmd: ["true"], Volumes: { "/data": {} } });
  const ends = await create(client, `${word}-c`, { Image: "busybox", Cmd: ["sh", "-c", "exit 7"] });
  await all([runToEnd(client, ends, 7), followLogs(client, "printer")]);
  await remove(client, ends);
  const forced = await create(client, `${word}-f`, { ...sleeping, HostConfig: { AutoRemove: true } });
  await start(client, forced);
  await remove(client, forced, "?force=1");
}

/** Held still, let go, and changed in between. */
export async function held(client: Client): Promise<void> {
  const one = await create(client, `${client.word}-h`, { ...sleeping, HostConfig: { Memory: 64 << 20 } });
  await start(client, one);
  await pause(client, one);
  await update(client, one, { Memory: 32 << 20 });
  await unpause(client, one);
  await update(client, one, { Memory: 48 << 20 });
  await pause(client, one);
  await kill(client, one);
  await remove(client, one);
}
