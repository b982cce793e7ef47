import type { Op } from "#base/op.ts";
import type { Io } from "../io/io.ts";
import { authEntryOf } from "./auth-entry.ts";
import { Credentials } from "./credentials.ts";

/** A `config.json` of the user's credentials alone, as Docker's client writes it; undefined where there is none. */
export async function credentialsText(op: Op, io: Io): Promise<string | undefined> {
  const all = await new Credentials(io).all(op);
  if (all.size === 0) return undefined;
  const auths = Object.fromEntries([...all].map(([key, credential]) => [key, authEntryOf(credential)]));
  return JSON.stringify({ auths }, undefined, "\t");
}
