import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { pluginInspectText } from "#client/object-inspect.ts";
import type { Plugin } from "#client/plugin-list.ts";
import { pluginUpgrade } from "#client/plugin-upgrade.ts";
import { familiarText, parseReference, referenceText, withDefaultTag } from "#formats/reference/reference.ts";
import { between } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { bool } from "../../flags/scalars.ts";
import { saysYes } from "../../io/confirm.ts";
import { grantedPrivileges } from "../../plugins/privileges.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { showProgress } from "../../streams/progress.ts";
import { checkTrust, trustFlag } from "../image/trust.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN [REMOTE]",
  arguments: between(1, 2),
  flags: {
    "disable-content-trust": trustFlag,
    "grant-all-permissions": bool({ usage: "Grant what it asks for without a question" }),
    "skip-remote-check": bool({ usage: "Do not ask when it comes from another place than before" }),
  },
} satisfies Command;

async function pluginNamed(op: Op, client: Client, name: string): Promise<Plugin> {
  try {
    return JSON.parse(await pluginInspectText(op, client, name)) as Plugin;
  } catch (error) {
    throw new Error(`error reading plugin data: ${(error as Error).message}`, { cause: error });
  }
}

export const run = runs(command, async (op, io, client, { flags, args: [name = "", given] }) => {
  checkTrust(io, flags["disable-content-trust"]);
  const plugin = await pluginNamed(op, client, name);
  if (plugin.Enabled) throw new Error("the plugin must be disabled before upgrading");
  const before = withDefaultTag(parseReference(plugin.PluginReference ?? ""));
  const shown = given ?? plugin.PluginReference ?? "";
  const reference = parseReference(shown);
  const after = withDefaultTag(reference);
  const step = `Upgrading plugin ${plugin.Name} from ${familiarText(before)} to ${familiarText(after)}`;
  io.stdout.write(`${step}\n`);
  if (!flags["skip-remote-check"] && referenceText(before) !== referenceText(after)) {
    io.stdout.write("Plugin images do not match, are you sure? [y/N] ");
    if (!(await saysYes(op, io))) return;
  }
  await interruptible(op, io, async (ended) => {
    const remote = referenceText(reference);
    const registryAuth = await new Credentials(io).headerFor(ended, reference);
    const grant = { remote, shown, registryAuth, all: flags["grant-all-permissions"] };
    const privileges = await grantedPrivileges(ended, io, client, grant);
    const answer = await pluginUpgrade(ended, client, { remote, name: plugin.Name, privileges, registryAuth });
    await showProgress(io.stdout, answer.body);
  });
  io.stdout.write(`Upgraded plugin ${plugin.Name} to ${shown}\n`);
});
