import { smallImage } from "../../../support/images.ts";
import type { Claim } from "../claims.ts";
import type { Client } from "./client.ts";
import { compared } from "./containers.ts";

const acknowledged = "images are as acknowledged";

/** Where the engine serves its own images. */
export const ownRegistryAddress = "127.0.0.1:5005";

function claimStatus(client: Client, tag: string, status: number): void {
  const wrong: Claim["wrong"] = async (look) =>
    compared(`status of image ${tag}`, (await look.at(`/images/${tag}/json`)).status, status);
  client.claim(`image ${tag}`, { promise: acknowledged, wrong });
}

/** It was acknowledged that there is such an image. */
export function claimImage(client: Client, tag: string): void {
  claimStatus(client, tag, 200);
}

export async function load(client: Client, tag: string): Promise<void> {
  await client.ask("POST", { path: "/images/load?quiet=1", body: smallImage(tag), changes: [`image ${tag}`] });
  claimStatus(client, tag, 200);
}

export async function tag(client: Client, image: string, name: { repo: string; tag: string }): Promise<void> {
  const { repo, tag: version } = name;
  const path = `/images/${image}/tag?repo=${repo}&tag=${version}`;
  await client.ask("POST", { path, changes: [`image ${repo}:${version}`] });
  claimStatus(client, `${repo}:${version}`, 200);
}

export async function removeImage(client: Client, tag: string): Promise<void> {
  await client.ask("DELETE", { path: `/images/${tag}`, changes: [`image ${tag}`] });
  claimStatus(client, tag, 404);
}

export async function push(client: Client, tag: string): Promise<void> {
  const at = tag.lastIndexOf(":");
  await client.ask("POST", { path: `/images/${tag.slice(0, at)}/push?tag=${tag.slice(at + 1)}` });
}

export async function pull(client: Client, tag: string): Promise<void> {
  const at = tag.lastIndexOf(":");
  const path = `/images/create?fromImage=${tag.slice(0, at)}&tag=${tag.slice(at + 1)}`;
  await client.ask("POST", { path, changes: [`image ${tag}`] });
  claimStatus(client, tag, 200);
}

/** Makes an image of a container, which runs on afterwards as it did. */
export async function commit(
  client: Client,
  container: string,
  { repo, tag }: { repo: string; tag: string },
): Promise<void> {
  const name = `${repo}:${tag}`;
  const path = `/commit?container=${container}&repo=${repo}&tag=${tag}`;
  const { Id } = await client.ask<{ Id: string }>("POST", { path, body: {}, changes: [`image ${name}`] });
  const wrong: Claim["wrong"] = async (look) =>
    compared(`id of ${name}`, (await look.json<{ Id: string }>(`/images/${name}/json`))?.Id, Id);
  client.claim(`image ${name}`, { promise: acknowledged, wrong });
}

/** Pushes an image to the engine's own registry, which makes another one of it. */
export async function pushHome(client: Client, { repo, tag: version }: { repo: string; tag: string }): Promise<void> {
  const made = `${repo}:${version}`;
  const path = `/images/${ownRegistryAddress}/${repo}/push?tag=${version}`;
  await client.ask("POST", { path, changes: [`image ${made}`] });
  claimStatus(client, made, 200);
}

/** Goes back to what a name stood for before. */
export async function rollback(client: Client, name: string): Promise<void> {
  const { Id } = await client.ask<{ Id: string }>("POST", {
    path: `/images/${name}/rollback`,
    changes: [`image ${name}`],
  });
  const wrong: Claim["wrong"] = async (look) =>
    compared(`id of ${name}`, (await look.json<{ Id: string }>(`/images/${name}/json`))?.Id, Id);
  client.claim(`image ${name}`, { promise: acknowledged, wrong });
}
