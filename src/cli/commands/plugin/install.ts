import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { objectRemove } from "#client/object-remove.ts";
import { pluginEnable } from "#client/plugin-enable.ts";
import { pluginPull } from "#client/plugin-pull.ts";
import { pluginSet } from "#client/plugin-set.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { bool, string } from "../../flags/scalars.ts";
import { grantedPrivileges } from "../../plugins/privileges.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { showProgress } from "../../streams/progress.ts";
import { checkTrust, trustFlag } from "../image/trust.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN [KEY=VALUE...]",
  arguments: atLeast(1),
  flags: {
    alias: string({ usage: "Name of the plugin here" }),
    disable: bool({ usage: "Do not start it" }),
    "disable-content-trust": trustFlag,
    "grant-all-permissions": bool({ usage: "Grant what it asks for without a question" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [plugin = "", ...settings] }) => {
  checkTrust(io, flags["disable-content-trust"]);
  const alias = flags.alias === "" ? "" : aliasOf(flags.alias);
  const reference = parseReference(plugin);
  const remote = referenceText(reference);
  await interruptible(op, io, async (ended) => {
    const registryAuth = await new Credentials(io).headerFor(ended, reference);
    const grant = { remote, shown: plugin, registryAuth, all: flags["grant-all-permissions"] };
    const privileges = await grantedPrivileges(ended, io, client, grant);
    const answer = await pluginPull(ended, client, { remote, name: alias, privileges, registryAuth });
    await showProgress(io.stdout, answer.body);
    const name = answer.headers.get("docker-plugin-name") ?? "";
    await setUp(ended, client, name, { settings, enable: !flags.disable });
  });
  io.stdout.write(`Installed plugin ${plugin}\n`);
});

function aliasOf(text: string): string {
  const reference = parseReference(text);
  if (reference.digest !== undefined) throw new Error(`invalid name: ${text}`);
  return familiarText(withDefaultTag(reference));
}

/** A plugin that cannot be set or started does not stay. */
async function setUp(
  op: Op,
  client: Client,
  name: string,
  { settings, enable }: { readonly settings: readonly string[]; readonly enable: boolean },
): Promise<void> {
  try {
    if (settings.length > 0) await pluginSet(op, client, name, settings);
  } catch (error) {
    await objectRemove(op, client, name, { kind: "plugins" }).catch(() => {});
    throw error;
  }
  if (enable) await pluginEnable(op, client, name, { timeoutS: 0 });
}
