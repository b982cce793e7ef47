import type { Op } from "#base/op.ts";
import { quote } from "#base/strconv.ts";
import type { Client } from "#client/client.ts";
import { type PluginPrivilege, pluginPrivileges } from "#client/plugin-privileges.ts";
import { saysYes } from "../io/confirm.ts";
import type { Io } from "../io/io.ts";

export interface Grant {
  /** The plugin's whole name. */
  readonly remote: string;
  /** Its name as it was given. */
  readonly shown: string;
  readonly registryAuth: string;
  /** Without a question. */
  readonly all: boolean;
}

/** What a plugin asks for, granted by the user. @throws Error where it is not granted */
export async function grantedPrivileges(
  op: Op,
  io: Io,
  client: Client,
  { remote, shown, registryAuth, all }: Grant,
): Promise<readonly PluginPrivilege[]> {
  const asked = await pluginPrivileges(op, client, { remote, registryAuth });
  if (all || asked.length === 0) return asked;
  io.stdout.write(`Plugin ${quote(shown)} is requesting the following privileges:\n`);
  for (const { Name, Value } of asked) io.stdout.write(` - ${Name}: [${Value.join(" ")}]\n`);
  io.stdout.write("Do you grant the above permissions? [y/N] ");
  if (!(await saysYes(op, io))) throw new Error(`permission denied while installing plugin ${remote}`);
  return asked;
}
