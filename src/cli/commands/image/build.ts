import { exactly } from "../../arguments.ts";
import { buildFlags, olderBuildFlags } from "../../build/build-flags.ts";
import { buildImage } from "../../build/build-image.ts";
import { checkBuildFlags, checkShownFlags } from "../../build/check-build-flags.ts";
import { warnOfIgnored } from "../../build/warn-of-ignored.ts";
import { Builders } from "../../builders/builders.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";
import { interruptible } from "../../streams/interruptible.ts";

export const command = {
  usage: "[OPTIONS] PATH | URL | -",
  arguments: exactly(1),
  flags: {
    ...buildFlags,
    ...olderBuildFlags,
    "disable-content-trust": bool({ usage: "Has no meaning for this builder", hidden: true, default: true }),
  },
  aliases: ["docker build", "docker builder build", "docker image build", "docker buildx build", "docker buildx b"],
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args, changed }) => {
  const [context = ""] = args;
  const build = { flags: { ...flags, quiet: flags.quiet || flags.progress === "quiet" }, context };
  checkBuildFlags(flags);
  checkShownFlags(flags);
  warnOfIgnored(io, changed);
  // The engine's own builder, whichever one buildx has in use, unless another is asked for.
  const builders = new Builders(io);
  builders.checkUsable(builders.named(flags.builder) || io.contextName);
  return await interruptible(op, io, (ended) => buildImage(ended, io, client, build));
});
