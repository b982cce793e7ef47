import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isStatus } from "#client/errors.ts";
import { networkInspectText } from "#client/network-inspect.ts";
import { networkRemove } from "#client/network-remove.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag, rehearse } from "../../dry-run/dry-run.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";
import { confirm } from "../../io/confirm.ts";
import type { Io } from "../../io/io.ts";

export const command = {
  usage: "NETWORK [NETWORK...]",
  arguments: atLeast(1),
  flags: { "dry-run": dryRunFlag, force: bool({ short: "f", usage: "Do not tell of networks that do not exist" }) },
  aliases: ["docker network rm", "docker network remove"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const acts = args.map((Ref) => ({ Act: "network-remove", Ref }));
  const rehearsed = await rehearse(op, client, { dryRun: flags["dry-run"], acts });
  let failed = false;
  for (const [index, name] of args.entries()) {
    try {
      if (rehearsed === undefined) {
        if (!(await mayRemove(op, io, client, name))) continue;
        await networkRemove(op, client, name);
      }
      io.stdout.write(`${rehearsed?.(index) ?? name}\n`);
    } catch (error) {
      if (flags.force && isStatus(error, 404)) continue;
      io.stderr.write(`${(error as Error).message}\n`);
      failed = true;
    }
  }
  // Docker ends with the words of an error that has none.
  if (failed) throw new ExitError(1, "exit status 1");
});

const meshWarning =
  "WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.";

/** Asks before a swarm's routing mesh goes. A network that cannot be looked at is left to the engine. */
async function mayRemove(op: Op, io: Io, client: Client, name: string): Promise<boolean> {
  const text = await networkInspectText(op, client, name).catch(() => "{}");
  const { Ingress } = JSON.parse(text) as { readonly Ingress?: boolean };
  return Ingress !== true || (await confirm(op, io, meshWarning));
}
