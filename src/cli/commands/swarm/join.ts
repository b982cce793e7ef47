import { swarmJoin } from "#client/swarm-join.ts";
import { systemInfo } from "#client/system-info.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { string } from "../../flags/scalars.ts";
import { addressFlags, availabilityOf } from "../../swarm/address-flags.ts";

export const command = {
  usage: "[OPTIONS] HOST:PORT",
  arguments: exactly(1),
  flags: { ...addressFlags, token: string({ usage: "What lets the node join" }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [remote = ""], changed }) => {
  await swarmJoin(op, client, {
    ListenAddr: flags["listen-addr"],
    AdvertiseAddr: flags["advertise-addr"],
    DataPathAddr: flags["data-path-addr"],
    RemoteAddrs: [remote],
    JoinToken: flags.token,
    Availability: availabilityOf(flags.availability, changed("availability")),
  });
  const { Swarm } = await systemInfo(op, client);
  const isManager = (Swarm as { readonly ControlAvailable?: boolean } | undefined)?.ControlAvailable === true;
  io.stdout.write(`This node joined a swarm as a ${isManager ? "manager" : "worker"}.\n`);
});
