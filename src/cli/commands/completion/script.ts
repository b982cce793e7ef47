import { noArguments } from "../../arguments.ts";
import { type Command, type CommandModule, type Run, runs } from "../../command.ts";
import { completionScripts, type Shell } from "../../completion/scripts.ts";
import { bool } from "../../flags/scalars.ts";

/** The command of one shell. */
export function scriptCommand(shell: Shell): CommandModule {
  const command = {
    usage: "[OPTIONS]",
    arguments: noArguments,
    engine: "unused",
    flags: { "no-descriptions": bool({ usage: "Complete words without a text about them" }) },
  } satisfies Command;
  const run = runs(command, async (_op, io, _client, { flags }) => {
    const script = completionScripts[shell];
    io.stdout.write(flags["no-descriptions"] ? script.replaceAll("__offer ", "__offerNoDesc ") : script);
  });
  return { command, run: run as Run };
}
