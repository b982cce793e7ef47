import { systemInfo } from "#client/system-info.ts";
import { deprecatedOptions, ForbiddenOptions, reasonsText, unsupportedOptions } from "#compose/stack/options.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { commaList } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { checkStackName } from "../../swarm/stack.ts";
import { readStackFiles, type StackFiles, stackOf } from "../../swarm/stack-files.ts";

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

const resolvings = new Set(["always", "changed", "never"]);

const inBackground =
  "Since --detach=false was not specified, tasks will be created in the background.\n" +
  "In a future release, --detach=false will become the default.\n";

const noManager =
  'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again';

/** An engine that is no manager says so, as with Docker's client; for one that is, the command is refused by name. */
export const run = runs(command, async (op, io, client, { flags, changed, args: [stack = ""] }): Promise<undefined> => {
  checkStackName(stack);
  const files = await readStackFiles(op, io, flags["compose-file"]);
  checkFiles(io, files);
  const when = flags["resolve-image"];
  if (!resolvings.has(when)) throw new Error(`Invalid option ${when} for flag --resolve-image`);
  if (!changed("detach")) io.stderr.write(inBackground);
  const { Swarm } = await systemInfo(op, client);
  throw new Error(Swarm.ControlAvailable ? "not supported: docker stack deploy" : noManager);
});

/** Says what of the files has no effect. @throws Error for what cannot be in a stack */
function checkFiles(io: Io, files: StackFiles): void {
  try {
    stackOf(io, files);
  } catch (error) {
    if (!(error instanceof ForbiddenOptions)) throw error;
    throw new Error(`Compose file contains unsupported options:\n\n${reasonsText(error.reasons)}\n\n`);
  }
  const unsupported = unsupportedOptions(files.trees);
  if (unsupported.length > 0) io.stderr.write(`Ignoring unsupported options: ${unsupported.join(", ")}\n\n`);
  const deprecated = deprecatedOptions(files.trees);
  if (deprecated.size > 0) io.stderr.write(`Ignoring deprecated options:\n\n${reasonsText(deprecated)}\n\n`);
}
