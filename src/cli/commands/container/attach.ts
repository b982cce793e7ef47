import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import { attachToContainer } from "../../streams/attach-session.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER",
  arguments: exactly(1),
  flags: {
    "detach-keys": string({ usage: "Keys that leave the container" }),
    "no-stdin": bool({ usage: "Do not pass standard input on" }),
    "sig-proxy": bool({ usage: "Proxy signals to the program", default: true }),
  },
  aliases: ["docker container attach", "docker attach"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) =>
  attachToContainer(op, io, client, {
    container: args[0] ?? "",
    input: !flags["no-stdin"],
    proxiesSignals: flags["sig-proxy"],
    detachKeys: flags["detach-keys"],
  }),
);
