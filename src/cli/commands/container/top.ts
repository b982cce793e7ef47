import { containerTop } from "#client/container-top.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { alignTabs } from "../../format/tabwriter.ts";

export const command = {
  usage: "CONTAINER [ps OPTIONS]",
  arguments: atLeast(1),
  flags: {},
  aliases: ["docker container top", "docker top"],
  interspersed: false,
} satisfies Command;

export const run = runs(command, async (op, io, client, { args }) => {
  const [container = "", ...psArguments] = args;
  const { Titles, Processes } = await containerTop(op, client, container, psArguments);
  const lines = [Titles ?? [], ...(Processes ?? [])].map((cells) => `${(cells ?? []).join("\t")}\n`);
  io.stdout.write(alignTabs(lines.join(""), { minWidth: 20, padding: 3 }));
});
