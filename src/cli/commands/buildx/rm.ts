import { notSupported } from "#base/errors.ts";
import { atLeast } from "../../arguments.ts";
import { Builders, builderFlag, timeoutFlag } from "../../builders/builders.ts";
import { loadBuilder } from "../../builders/nodes.ts";
import { type Command, runs } from "../../command.ts";
import { dryRunFlag } from "../../dry-run/dry-run.ts";
import { ExitError } from "../../errors.ts";
import { bool } from "../../flags/scalars.ts";
import { ask } from "../../io/confirm.ts";

export const command = {
  usage: "[OPTIONS] [NAME...]",
  arguments: atLeast(0),
  flags: {
    "all-inactive": bool({ usage: "Remove all builders that do not run" }),
    builder: builderFlag,
    "dry-run": dryRunFlag,
    force: bool({ short: "f", usage: "Do not ask first" }),
    "keep-daemon": bool({ usage: "Keep the builder running" }),
    "keep-state": bool({ usage: "Keep the builder's data" }),
    timeout: timeoutFlag,
  },
  errorPrefix: "ERROR: ",
} satisfies Command;

const warning =
  "WARNING! This will remove all builders that are not in running state. Are you sure you want to continue?";

export const run = runs(command, async (op, io, client, { args, flags }) => {
  if (flags["all-inactive"] && args.length > 0)
    throw new Error("cannot specify builder name when --all-inactive is set");
  const builders = new Builders(io);
  const asking = { builders, client, timeout: flags.timeout };
  if (flags["all-inactive"]) {
    if (!flags["dry-run"] && !flags.force && !(await ask(op, io, warning))) return;
    for (const builder of builders.all()) {
      const { name, error } = await loadBuilder(op, io, asking, builder);
      if (error !== undefined) throw new Error(`cannot load ${name}: ${error}`);
      if (builder.of === "store") removeStored(builder.name, builder.driver);
    }
    return;
  }
  let failures = 0;
  for (const name of args.length === 0 ? [builders.named(flags.builder)] : args) {
    try {
      const builder = builders.find(name);
      if (builder.of === "store") {
        removeStored(builder.name, builder.driver);
        if (!flags["dry-run"]) io.stderr.write(`${builder.name} removed\n`);
        continue;
      }
      const { error } = await loadBuilder(op, io, asking, builder);
      throw new Error(
        error ?? `context builder cannot be removed, run \`docker context rm ${builder.name}\` to remove this context`,
      );
    } catch (error) {
      failures += 1;
      io.stderr.write(`failed to remove ${name}: ${(error as Error).message}\n`);
    }
  }
  if (failures > 0) throw new ExitError(1, "failed to remove one or more builders");

  /** One that runs elsewhere is only forgotten; what may run as a container is left to the buildx that made it. */
  function removeStored(name: string, driver: string): void {
    if (driver !== "remote" && !flags["keep-daemon"]) throw notSupported(`ending builder ${name} of driver ${driver}`);
    if (flags["dry-run"]) io.stdout.write(`Would remove builder ${name}\n`);
    else builders.store.remove(name);
  }
});
