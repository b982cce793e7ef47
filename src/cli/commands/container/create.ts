import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { createContainer } from "../../container-spec/create-container.ts";
import { createFlags } from "../../container-spec/create-flags.ts";
import { createRequest } from "../../container-spec/request.ts";

export const command = {
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  arguments: atLeast(1),
  interspersed: false,
  flags: createFlags,
  aliases: ["docker container create", "docker create"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const request = createRequest(io, client, invocation, { command: "create" });
  const id = await createContainer(op, io, client, request);
  io.stdout.write(`${id}\n`);
});
