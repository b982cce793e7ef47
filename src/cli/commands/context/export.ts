import { writeFileSync } from "node:fs";
import { between } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { openError } from "../../container-spec/key-values.ts";
import { packContext } from "../../contexts/archive.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { ExitError } from "../../errors.ts";

export const command = {
  usage: "[OPTIONS] CONTEXT [FILE|-]",
  arguments: between(1, 2),
  flags: {},
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { args }) => {
  const [name = "", target = `${name}.dockercontext`] = args;
  const contexts = new Contexts(io);
  const archive = packContext({ metadata: contexts.read(name), tls: contexts.readTls(name) });
  if (target === "-") {
    if (io.stdout.isTerminal) throw new ExitError(1, "cowardly refusing to export to a terminal, specify a file path");
    io.stdout.write(archive);
    return;
  }
  try {
    writeFileSync(target, archive, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw new ExitError(1, openError(target, error));
  }
  io.stderr.write(`Written file ${JSON.stringify(target)}\n`);
});
