import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { networkList } from "#client/network-list.ts";
import { networkRemove } from "#client/network-remove.ts";
import { objectList } from "#client/object-list.ts";
import { objectRemove } from "#client/object-remove.ts";
import type { StoredFile } from "#client/swarm-types.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import type { SwarmService } from "../../services/service.ts";
import { awaitTasksEnd } from "../../swarm/await-tasks-end.ts";
import { checkStackName, ofStack } from "../../swarm/stack.ts";

export const command = {
  usage: "[OPTIONS] STACK [STACK...]",
  arguments: atLeast(1),
  flags: { detach: bool({ short: "d", usage: "Do not wait until it is gone", default: true }) },
  aliases: ["docker stack rm", "docker stack remove", "docker stack down"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  for (const stack of args) checkStackName(stack);
  const errors: string[] = [];
  for (const stack of args) {
    const members = await membersOf(op, client, stack);
    if (members.length === 0) {
      io.stderr.write(`Nothing found in stack: ${stack}\n`);
      continue;
    }
    if (!(await removeAll(io, members))) {
      errors.push(`failed to remove some resources from stack: ${stack}`);
    } else if (!flags.detach) await awaitTasksEnd(op, client, ofStack(stack));
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
});

/** Something of a stack. */
interface Member {
  readonly what: "service" | "secret" | "config" | "network";
  readonly id: string;
  readonly name: string;
  remove(): Promise<void>;
}

/** In the order in which they go. */
async function membersOf(op: Op, client: Client, stack: string): Promise<Member[]> {
  const filters = ofStack(stack);
  const services = await objectList<SwarmService>(op, client, "services", { filters });
  const networks = await networkList(op, client, { filters });
  const secrets = await objectList<StoredFile>(op, client, "secrets", { filters });
  const configs = await objectList<StoredFile>(op, client, "configs", { filters });
  const ofKind = <T extends { readonly ID: string; readonly Spec: { readonly Name?: string } }>(
    what: "service" | "secret" | "config",
    all: readonly T[],
  ): Member[] =>
    all.map(({ ID: id, Spec: { Name: name = "" } }) => ({
      what,
      id,
      name,
      remove: () => objectRemove(op, client, id, { kind: `${what}s` }),
    }));
  return [
    ...ofKind("service", services).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ...ofKind("secret", secrets),
    ...ofKind("config", configs),
    ...networks.map(
      ({ Id: id, Name: name }): Member => ({ what: "network", id, name, remove: () => networkRemove(op, client, id) }),
    ),
  ];
}

/** Whether all went. */
async function removeAll(io: Io, members: readonly Member[]): Promise<boolean> {
  let whole = true;
  for (const { what, id, name, remove } of members) {
    io.stdout.write(`Removing ${what} ${name}\n`);
    try {
      await remove();
    } catch (error) {
      whole = false;
      io.stderr.write(`Failed to remove ${what} ${id}: ${(error as Error).message}`);
    }
  }
  return whole;
}
