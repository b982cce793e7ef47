import { EngineRegistry } from "../../../support/engine-registry.ts";
import type { Client } from "../acts/client.ts";
import { create, remove, runToEnd } from "../acts/containers.ts";
import { commit, load, ownRegistryAddress, pull, push, pushHome, removeImage, rollback, tag } from "../acts/images.ts";

/** An image comes, is used, and goes. */
export async function imageComesAndGoes(client: Client): Promise<void> {
  const { word } = client;
  await load(client, `${word}:1`);
  await tag(client, `${word}:1`, { repo: word, tag: "2" });
  const user = await create(client, `${word}-i`, { Image: `${word}:2`, Cmd: ["cat", "/who"] });
  await runToEnd(client, user, 0);
  await commit(client, user.name, { repo: word, tag: "3" });
  if (client.engine.kind === "gantry") {
    await tag(client, `${word}:1`, { repo: word, tag: "3" });
    await rollback(client, `${word}:3`);
  }
  await removeImage(client, `${word}:1`);
  await remove(client, user);
  await removeImage(client, `${word}:3`);
  await removeImage(client, `${word}:2`);
}

/** An image goes to a registry and comes back. */
export async function imageGoesAndComes(client: Client): Promise<void> {
  const { engine, word } = client;
  const name = `${EngineRegistry.of(engine).address}/${word}:1`;
  await load(client, name);
  await push(client, name);
  await removeImage(client, name);
  await pull(client, name);
  const user = await create(client, `${word}-i`, { Image: name, Cmd: ["cat", "/who"] });
  await runToEnd(client, user, 0);
  await remove(client, user);
  await removeImage(client, name);
}

/** An image is pushed to the engine's own registry, and so comes a second time. */
export async function imageComesHome(client: Client): Promise<void> {
  const repo = `${client.word}-home`;
  await load(client, `${ownRegistryAddress}/${repo}:1`);
  await pushHome(client, { repo, tag: "1" });
  await removeImage(client, `${ownRegistryAddress}/${repo}:1`);
  const user = await create(client, `${client.word}-i`, { Image: `${repo}:1`, Cmd: ["cat", "/who"] });
  await runToEnd(client, user, 0);
  await remove(client, user);
  await removeImage(client, `${repo}:1`);
}
