import type { Op } from "#base/op.ts";
import { atMost } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { warnAboutEnvironment } from "../../credentials/environment.ts";
import { hostnameOf, hubKey } from "../../credentials/keys.ts";

export const command = {
  usage: "[SERVER]",
  arguments: atMost(1),
  flags: {},
  engine: "unused",
  long: "Log out from a registry.\nWithout a server it is Docker Hub.",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { args }) => {
  const [server = ""] = args;
  warnAboutEnvironment(io);
  const host = server === "" ? hubKey : hostnameOf(server);
  io.stdout.write(`Removing login credentials for ${host}\n`);
  const keys = server === "" ? [hubKey] : new Set([server, host, `http://${host}`, `https://${host}`]);
  const errors = await eraseAll(op, new Credentials(io), [...keys]);
  if (errors.length < [...keys].length) return;
  io.stderr.write(`WARNING: could not erase credentials:\n${errors.join("")}`);
});

/** A registry's credentials may lie under any of the names it was once logged in by. */
async function eraseAll(op: Op, credentials: Credentials, keys: readonly string[]): Promise<string[]> {
  const errors: string[] = [];
  for (const key of keys) {
    try {
      await credentials.storeFor(key).erase(op, key);
    } catch (error) {
      errors.push(`${key}: ${(error as Error).message}\n`);
    }
  }
  return errors;
}
