import { tarOf } from "../../../../tools/docker-archive.ts";
import type { Client } from "./client.ts";
import { claimImage } from "./images.ts";

/** Builds the Dockerfile with its files, which is there under its tag once it is acknowledged. */
export async function build(client: Client, tag: string, files: Readonly<Record<string, string>>): Promise<void> {
  const archive = tarOf(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, { file }])));
  await client.ask("POST", { path: `/build?t=${tag}&q=1`, body: archive, changes: [`image ${tag}`] });
  claimImage(client, tag);
}

export async function pruneCache(client: Client): Promise<void> {
  await client.ask("POST", { path: "/build/prune?all=1" });
}
