import type { Client } from "../acts/client.ts";
import { create, remove, runToEnd } from "../acts/containers.ts";
import { claimFile, claimNoVolume, createVolume, pruneVolumes, removeVolume, volumesOf } from "../acts/volumes.ts";

/** Named and anonymous ones, filled from an image and written to, removed alone, with their container, and pruned. */
export async function volumesComeAndGo(client: Client): Promise<void> {
  const { word } = client;
  await createVolume(client, `${word}-v`);
  const script = `echo -n ${word} >/named/by-container`;
  const writer = await create(client, `${word}-w`, {
    Image: "seeded",
    Cmd: ["sh", "-c", script],
    Volumes: { "/seed": {} },
    HostConfig: { Binds: [`${word}-v:/named`, `${word}-n:/seed/inner`] },
  });
  const anonymous = (await volumesOf(client, writer)).get("/seed")!;
  claimFile(client, anonymous, { file: "word", text: "seeded" });
  claimFile(client, `${word}-n`, { file: "deep", text: "inner" });
  await runToEnd(client, writer, 0);
  claimFile(client, `${word}-v`, { file: "by-container", text: word });
  client.ledger.takeBack([`file of ${anonymous}`]);
  await remove(client, writer, "?v=1");
  claimNoVolume(client, anonymous);
  await removeVolume(client, `${word}-n`);
  const reader = await create(client, `${word}-x`, {
    Image: "busybox",
    Cmd: ["grep", "-q", word, "/named/by-container"],
    HostConfig: { AutoRemove: false, Mounts: [{ Type: "volume", Source: `${word}-v`, Target: "/named" }] },
  });
  await runToEnd(client, reader, 0);
  await remove(client, reader);
  await createVolume(client, `${word}-p`);
  await pruneVolumes(client, [`${word}-v`, `${word}-p`]);
}
