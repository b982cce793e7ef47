import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { copyFromContainer, copyToContainer } from "../../copy/container-copy.ts";
import { splitArgument } from "../../copy/paths.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
  arguments: exactly(2),
  flags: {
    archive: bool({ short: "a", usage: "Archive mode: keep the owner that each file has" }),
    "follow-link": bool({ short: "L", usage: "Always copy what a symlink at the source leads to" }),
    quiet: bool({ short: "q", usage: "Suppress progress, as where there is no terminal" }),
  },
  aliases: ["docker container cp", "docker cp"],
  long: "Copies files and folders between a container and this machine.\n\nAs the source, '-' reads a tar archive from standard input and unpacks it in a folder of the\ncontainer; as the destination, it writes what is copied to standard output as a tar archive.",
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args, changed }) => {
  const [source = "", target = ""] = args;
  if (source === "") throw new Error("source can not be empty");
  if (target === "") throw new Error("destination can not be empty");
  const [from, to] = [splitArgument(source), splitArgument(target)];
  const copy = {
    source: from.path,
    target: to.path,
    followLink: flags["follow-link"],
    copyUIDGID: flags.archive,
    quiet: changed("quiet") ? flags.quiet : !io.stdout.isTerminal,
  };
  if (from.container !== "" && to.container !== "") throw new Error("copying between containers is not supported");
  if (from.container !== "") return await copyFromContainer(op, io, client, { ...copy, container: from.container });
  if (to.container === "") throw new Error("must specify at least one container source");
  await copyToContainer(op, io, client, { ...copy, container: to.container });
});
