import { exactly } from "../../arguments.ts";
import { buildFlags } from "../../build/build-flags.ts";
import { buildImage } from "../../build/build-image.ts";
import { type Command, runs } from "../../command.ts";
import { interruptible } from "../../streams/interruptible.ts";

export const command = {
  usage: "[OPTIONS] PATH | URL | -",
  arguments: exactly(1),
  flags: buildFlags,
  aliases: ["docker build", "docker builder build", "docker image build", "docker buildx build", "docker buildx b"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const [context = ""] = args;
  return await interruptible(op, io, async (ended) => {
    const { exitCode } = await buildImage(ended, io, client, { flags, context });
    return exitCode;
  });
});
