import { existsSync, readFileSync } from "node:fs";
import type { Volume } from "#api/types.gen.ts";
import type { Claim } from "../claims.ts";
import type { Client } from "./client.ts";
import { compared, type Subject } from "./containers.ts";

const acknowledged = "volumes are as acknowledged";

export async function createVolume(client: Client, name: string, labels: object = {}): Promise<void> {
  const body = { Name: name, Labels: { story: client.word, ...labels } };
  const made = await client.ask<Volume>("POST", { path: "/volumes/create", body });
  const wrong: Claim["wrong"] = async (look) => compared("volume", await look.json(`/volumes/${name}`), made);
  client.claim(`volume ${name}`, { promise: acknowledged, wrong });
}

/** That the volume has the file with the text. */
export function claimFile(client: Client, volume: string, { file, text }: { file: string; text: string }): void {
  const wrong: Claim["wrong"] = async (look) => {
    const found = await look.json<Volume>(`/volumes/${volume}`);
    if (found === undefined) return "is not there";
    const path = `${found.Mountpoint}/${file}`;
    return compared(file, existsSync(path) ? readFileSync(path, "utf8") : undefined, text);
  };
  client.claim(`file of ${volume}`, { promise: acknowledged, wrong });
}

export function claimNoVolume(client: Client, name: string): void {
  client.ledger.takeBack([`file of ${name}`]);
  const wrong: Claim["wrong"] = async (look) =>
    compared("status of a removed volume", (await look.at(`/volumes/${name}`)).status, 404);
  client.claim(`volume ${name}`, { promise: acknowledged, wrong });
}

const changesOf = (names: readonly string[]): string[] =>
  names.flatMap((name) => [`volume ${name}`, `file of ${name}`]);

export async function removeVolume(client: Client, name: string): Promise<void> {
  await client.ask("DELETE", { path: `/volumes/${name}`, changes: changesOf([name]) });
  claimNoVolume(client, name);
}

/** Those of this story that nobody uses; `names` are what that is. */
export async function pruneVolumes(client: Client, names: readonly string[]): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ all: ["1"], label: [`story=${client.word}`] }));
  await client.ask("POST", { path: `/volumes/prune?filters=${filters}`, changes: changesOf(names) });
  for (const name of names) claimNoVolume(client, name);
}

/** The names of a container's volumes, by where they are in it. */
export async function volumesOf(client: Client, { id }: Subject): Promise<ReadonlyMap<string, string>> {
  const { Mounts } = await client.ask<{ Mounts: ReadonlyArray<{ Name: string; Destination: string }> }>("GET", {
    path: `/containers/${id}/json`,
  });
  return new Map(Mounts.map(({ Name, Destination }) => [Destination, Name]));
}
