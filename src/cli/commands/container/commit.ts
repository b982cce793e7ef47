import { containerCommit } from "#client/container-commit.ts";
import { between } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { commitTarget } from "../../values/commit-target.ts";

const flags = {
  author: string({ short: "a", usage: "Who made the image" }),
  change: list({ short: "c", usage: "Dockerfile instruction to lay over the new image" }),
  message: string({ short: "m", usage: "Comment of the new image" }),
  "no-pause": bool({ usage: "Let the container go on meanwhile" }),
  pause: bool({ short: "p", usage: "Pause the container meanwhile", default: true }),
};

export const command = {
  usage: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
  arguments: between(1, 2),
  flags,
  aliases: ["docker container commit", "docker commit"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const [container = "", name = ""] = invocation.args;
  const { author, change, message } = invocation.flags;
  const pause = pauses(invocation);
  const { Id } = await containerCommit(op, client, container, {
    ...commitTarget(name),
    author,
    comment: message,
    changes: change,
    pause,
  });
  io.stdout.write(`${Id}\n`);
});

function pauses(invocation: Invocation<typeof flags>): boolean {
  if (!invocation.changed("no-pause")) return invocation.flags.pause;
  if (invocation.changed("pause"))
    throw new Error("conflicting options: --no-pause and --pause cannot be used together");
  return !invocation.flags["no-pause"];
}
