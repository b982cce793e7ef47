import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { swarmInspect } from "#client/swarm-inspect.ts";
import { swarmUnlockKey } from "#client/swarm-unlock-key.ts";
import { nodeOf } from "./names.ts";

export type SwarmRole = "worker" | "manager";

/** How others join a swarm by way of one of its managers; nothing where that one is none. */
export async function joinText(
  op: Op,
  client: Client,
  { node, role }: { readonly node: string; readonly role: SwarmRole },
): Promise<string> {
  const { ManagerStatus } = await nodeOf(op, client, node);
  const { JoinTokens } = await swarmInspect(op, client);
  if (ManagerStatus === undefined || ManagerStatus === null) return "";
  const token = role === "worker" ? JoinTokens.Worker : JoinTokens.Manager;
  const line = `    docker swarm join --token ${token} ${ManagerStatus.Addr ?? ""}`;
  return `To add a ${role} to this swarm, run the following command:\n\n${line}\n\n`;
}

/** The key that unlocks managers. @throws Error that says what could not be had */
export function unlockKey(op: Op, client: Client): Promise<string> {
  return swarmUnlockKey(op, client).catch((error: Error) => {
    throw new Error(`could not fetch unlock key: ${error.message}`);
  });
}

/** How a locked manager is unlocked; the words are Docker's, for people who look them up. */
export function unlockText(key: string): string {
  if (key === "") return "";
  return `To unlock a swarm manager after it restarts, run the \`docker swarm unlock\`
command and provide the following key:

    ${key}

Remember to store this key in a password manager, since without it you
will not be able to restart the manager.
`;
}
