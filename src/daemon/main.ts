import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { armCommitPointsFrom } from "#sys/kill-points.ts";
import { loadConfig, UsageError } from "./config/load.ts";
import { usageErrorText, usageText } from "./config/usage.ts";
import { program } from "./program.ts";
import { serve } from "./serve.ts";

const calledAs = "dockerd";

/** `gantry daemon` (and `gantryd`, `dockerd`). Returns the exit code. */
export async function main(argv: string[]): Promise<number> {
  armCommitPointsFrom(process.env);
  try {
    const command = loadConfig(argv, process.env);
    switch (command.action) {
      case "help":
        process.stdout.write(usageText(calledAs));
        return 0;
      case "version":
        process.stdout.write(`Docker version ${program.version}, build ${program.gitCommit}\n`);
        return 0;
      case "validated":
        process.stderr.write("configuration OK\n");
        return 0;
      case "run":
        return await serve(backgroundOp(), { ...command, argv });
    }
  } catch (error) {
    process.stderr.write(
      error instanceof UsageError ? usageErrorText(calledAs, error.message) : `${messageOf(error)}\n`,
    );
    return 1;
  }
}
