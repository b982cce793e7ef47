import { existsSync } from "node:fs";
import type { Volume } from "#api/types.gen.ts";
import type { Engine } from "../../support/engine.ts";
import { othersOf } from "./residents.ts";

/** Looks at all that the lists name, but for the residents, and removes it. Resolves to what was not as it should be. */
export async function tidy(engine: Engine): Promise<string[]> {
  const problems: string[] = [];
  const ask = async (method: string, path: string, fine: readonly number[]): Promise<string> => {
    const { status, body } = await engine.request(method, path);
    if (!fine.includes(status)) problems.push(`${method} ${path}: ${status} ${body.toString().slice(0, 200)}`);
    return body.toString();
  };
  const others = await othersOf(engine);
  for (const { Id } of others.containers) {
    // A container with --rm may go by itself in between.
    await ask("GET", `/containers/${Id}/json`, [200, 404]);
    await ask("DELETE", `/containers/${Id}?force=1&v=1`, [204, 404, 409]);
  }
  for (const name of others.networks) {
    await ask("GET", `/networks/${name}`, [200]);
    await ask("DELETE", `/networks/${name}`, [204]);
  }
  for (const name of (await othersOf(engine)).volumes) {
    const volume = JSON.parse(await ask("GET", `/volumes/${name}`, [200])) as Volume;
    if (!existsSync(volume.Mountpoint)) problems.push(`volume ${name} has no folder`);
    await ask("DELETE", `/volumes/${name}`, [204]);
  }
  for (const tag of others.tags) {
    const { status, body } = await engine.request("POST", "/containers/create?name=user", { body: { Image: tag } });
    if (status === 201) await ask("DELETE", "/containers/user", [204]);
    else problems.push(`${tag} is listed and cannot be used: ${body.toString()}`);
    await ask("DELETE", `/images/${tag}`, [200]);
  }
  await ask("POST", "/build/prune?all=1", [200]);
  return problems;
}
