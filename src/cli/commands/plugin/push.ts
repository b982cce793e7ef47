import { pluginPush } from "#client/plugin-push.ts";
import { familiarText, parseReference, withDefaultTag } from "#formats/reference/reference.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { interruptible } from "../../streams/interruptible.ts";
import { showProgress } from "../../streams/progress.ts";
import { checkTrust, trustFlag } from "../image/trust.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN[:TAG]",
  arguments: exactly(1),
  flags: { "disable-content-trust": trustFlag },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [name = ""] }) => {
  const given = parseReference(name);
  if (given.digest !== undefined) throw new Error(`invalid name: ${name}`);
  checkTrust(io, flags["disable-content-trust"]);
  const reference = withDefaultTag(given);
  await interruptible(op, io, async (ended) => {
    const registryAuth = await new Credentials(io).headerFor(ended, reference);
    const answer = await pluginPush(ended, client, familiarText(reference), { registryAuth });
    await showProgress(io.stdout, answer.body);
  });
});
