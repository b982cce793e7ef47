import { swarmUnlock } from "#client/swarm-unlock.ts";
import { systemInfo } from "#client/system-info.ts";
import { noArguments } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { LineInput } from "../../io/line-input.ts";

export const command = { usage: "", arguments: noArguments, flags: {} } satisfies Command;

export const run = runs(command, async (op, io, client) => {
  const { Swarm } = await systemInfo(op, client);
  const { LocalNodeState = "" } = (Swarm ?? {}) as { readonly LocalNodeState?: string };
  if (LocalNodeState === "inactive") throw new Error("Error: This node is not part of a swarm");
  if (LocalNodeState !== "locked") throw new Error("Error: swarm is not locked");
  const input = new LineInput(op, io);
  const key = io.stdin.isTerminal ? await input.askSecretly("Enter unlock key: ") : await input.ask("");
  await input.close();
  await swarmUnlock(op, client, key);
});
