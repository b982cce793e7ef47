import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { commaList } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { checkStackName } from "../../swarm/stack.ts";

export const command = {
  usage: "[OPTIONS] STACK",
  arguments: exactly(1),
  flags: {
    "compose-file": commaList({ short: "c", usage: 'Compose file, or "-" for standard input' }),
    detach: bool({ short: "d", usage: "Do not wait until the services run", default: true }),
    prune: bool({ usage: "Remove services that the files do not name any more" }),
    quiet: bool({ short: "q", usage: "Show nothing while waiting" }),
    "resolve-image": string({
      usage: 'When to ask registries for digests and platforms ("always", "changed", "never")',
      default: "always",
    }),
    "with-registry-auth": bool({ usage: "Send the credential for the registry to the nodes" }),
  },
  aliases: ["docker stack deploy", "docker stack up"],
} satisfies Command;

export const run = runs(command, async (_op, _io, _client, { flags, args: [stack = ""] }): Promise<undefined> => {
  checkStackName(stack);
  if (flags["compose-file"].length === 0) throw new Error("Specify a Compose file (with --compose-file)");
  throw new Error("not supported: docker stack deploy");
});
