import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { readPairsFile } from "../../container-spec/key-values.ts";
import { checkEnv } from "../../container-spec/names.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { execInContainer } from "../../streams/exec-session.ts";

const flags = {
  detach: bool({ short: "d", usage: "Detached command: it goes on in the background" }),
  "detach-keys": string({ usage: "Keys that leave the command" }),
  env: list({ short: "e", usage: "Variable of the environment", check: checkEnv }),
  "env-file": list({ usage: "File of variables of the environment" }),
  interactive: bool({ short: "i", usage: "Keep standard input open, also when nobody is attached" }),
  privileged: bool({ usage: "Give all rights" }),
  tty: bool({ short: "t", usage: "Allocate a terminal for it" }),
  user: string({ short: "u", usage: "User, by name or number (<name|uid>[:<group|gid>])" }),
  workdir: string({ short: "w", usage: "Working directory in the container" }),
};

export const command = {
  usage: "[OPTIONS] CONTAINER COMMAND [ARG...]",
  arguments: atLeast(2),
  interspersed: false,
  flags,
  aliases: ["docker container exec", "docker exec"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [container = "", ...line] = args;
  return await execInContainer(op, io, client, {
    container,
    command: line,
    env: [...flags["env-file"].flatMap((path) => readPairsFile(path, (name) => io.env[name])), ...flags.env],
    user: flags.user,
    workdir: flags.workdir,
    privileged: flags.privileged,
    detach: flags.detach,
    terminal: flags.tty,
    interactive: flags.interactive,
    detachKeys: flags["detach-keys"],
  });
});
