import { exactly } from "../../arguments.ts";
import { classicBuild } from "../../build/classic/classic-build.ts";
import { classicFlags } from "../../build/classic/classic-flags.ts";
import { type Command, runs } from "../../command.ts";
import { interruptible } from "../../streams/interruptible.ts";

/** `docker build` where the environment asks for the older builder. */
export const command = {
  usage: "[OPTIONS] PATH | URL | -",
  arguments: exactly(1),
  flags: classicFlags,
  aliases: ["docker image build", "docker build", "docker builder build"],
  notice: `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.

`,
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [context = ""] }) =>
  interruptible(op, io, (ended) => classicBuild(ended, io, client, { flags, context })),
);
