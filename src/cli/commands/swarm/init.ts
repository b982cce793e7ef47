import { swarmInit } from "#client/swarm-init.ts";
import type { SwarmSpec } from "#client/swarm-types.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, unsigned } from "../../flags/scalars.ts";
import { addressFlags, addressPools, availabilityOf } from "../../swarm/address-flags.ts";
import { joinText, unlockKey, unlockText } from "../../swarm/instructions.ts";
import { changedSpec, swarmSpecFlags } from "../../swarm/spec-flags.ts";

export const command = {
  usage: "[OPTIONS]",
  arguments: noArguments,
  flags: {
    ...addressFlags,
    ...swarmSpecFlags,
    autolock: bool({ usage: "Enable asking for a key when a manager starts again" }),
    "data-path-port": unsigned({
      bits: 32,
      type: "uint32",
      usage: "Port for the traffic of containers (1024 to 49151; 0 stands for 4789)",
    }),
    "default-addr-pool": addressPools,
    "default-addr-pool-mask-length": unsigned({
      bits: 32,
      type: "uint32",
      usage: "Length of the mask of the subnets of networks",
      default: 24,
    }),
    "force-new-cluster": bool({ usage: "Force a new swarm with what this manager knows of its own" }),
  },
} satisfies Command;

const emptySpec = {
  Labels: null,
  Orchestration: {},
  Raft: { ElectionTick: 0, HeartbeatTick: 0 },
  Dispatcher: {},
  CAConfig: {},
  TaskDefaults: {},
} as const;

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags, changed } = invocation;
  const blank: SwarmSpec = { ...emptySpec, EncryptionConfig: { AutoLockManagers: flags.autolock } };
  const id = await swarmInit(op, client, {
    ListenAddr: flags["listen-addr"],
    AdvertiseAddr: flags["advertise-addr"],
    DataPathAddr: flags["data-path-addr"],
    DataPathPort: flags["data-path-port"],
    ForceNewCluster: flags["force-new-cluster"],
    Spec: changedSpec(blank, invocation),
    AutoLockManagers: flags.autolock,
    Availability: availabilityOf(flags.availability, changed("availability")),
    DefaultAddrPool: flags["default-addr-pool"],
    SubnetSize: flags["default-addr-pool-mask-length"],
  }).catch((error: Error) => {
    throw withAdvice(error);
  });
  io.stdout.write(`Swarm initialized: current node (${id}) is now a manager.\n\n`);
  io.stdout.write(await joinText(op, client, { node: id, role: "worker" }));
  const more = "To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.";
  io.stdout.write(`${more}\n`);
  if (flags.autolock) io.stdout.write(unlockText(await unlockKey(op, client)));
});

/** What to do when the engine cannot tell which of its addresses others reach. */
function withAdvice(error: Error): Error {
  const isAboutAddress = /could not choose an IP address to advertise|could not find the system's IP address/;
  if (!isAboutAddress.test(error.message)) return error;
  return new Error(`${error.message} - specify one with --advertise-addr`);
}
