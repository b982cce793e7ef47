import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { lessThan } from "#client/version.ts";
import { ExitError } from "./errors.ts";
import type { Flag, FlagTable } from "./flags/flag.ts";

/** Why an engine has not what only those with experimental features enabled have; undefined: it has, or nobody can tell. */
export async function experimentalRefusal(op: Op, client: Client, path: string): Promise<string | undefined> {
  const { experimental } = await client.negotiate(op).catch(() => ({ experimental: true }));
  return experimental ? undefined : `${path} is only supported on a Docker daemon with experimental features enabled`;
}

/** Refuses a flag that was given for other engines than this one. @throws ExitError */
export async function checkEngine(
  op: Op,
  client: Client,
  given: { readonly table: FlagTable; changed(name: string): boolean },
): Promise<void> {
  for (const [name, flag] of Object.entries(given.table)) {
    if (isForAll(flag) || !given.changed(name)) continue;
    const { osType, experimental } = await client.negotiate(op);
    const only = `"--${name}" is only supported on a Docker daemon`;
    if (flag.since !== undefined && lessThan(client.version, flag.since)) {
      const has = `but the Docker daemon API version is ${client.version}`;
      throw new ExitError(1, `"--${name}" requires API version ${flag.since}, ${has}`);
    }
    if (flag.experimental === true && !experimental)
      throw new ExitError(1, `${only} with experimental features enabled`);
    if (flag.system !== undefined && osType !== flag.system)
      throw new ExitError(1, `${only} running on ${flag.system}, but the Docker daemon is running on ${osType}`);
  }
}

/** Whether every engine has the flag. */
export function isForAll({ since, system, experimental }: Flag<unknown>): boolean {
  return since === undefined && system === undefined && experimental !== true;
}
