import { type Command, runs } from "../../command.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { type ContextView, viewsText, viewText } from "../../contexts/metadata.ts";
import { ExitError } from "../../errors.ts";
import { string } from "../../flags/scalars.ts";
import { templateHelp } from "../../help/format-flag.ts";
import type { Output } from "../../io/io.ts";

export const command = {
  usage: "[OPTIONS] [CONTEXT] [CONTEXT...]",
  arguments: {},
  flags: { format: string({ short: "f", usage: templateHelp }) },
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (_op, io, _client, { flags, args }) => {
  const contexts = new Contexts(io);
  const print = await printer(flags.format);
  const found: ContextView[] = [];
  const errors: string[] = [];
  for (const name of args.length === 0 ? [io.contextName] : args) {
    try {
      found.push(contexts.view(name));
    } catch (error) {
      errors.push((error as Error).message);
    }
  }
  print(io.stdout, found);
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
});

async function printer(format: string): Promise<(out: Output, views: readonly ContextView[]) => void> {
  if (format === "") return (out, views) => out.write(`${viewsText(views)}\n`);
  if (format === "json") return (out, views) => out.write(`[${views.map(viewText).join(",")}]\n`);
  const { inspectPrinter } = await import("../../inspect/inspect-template.ts");
  const { contextViewValue } = await import("../../inspect/context-types.ts");
  const print = inspectPrinter(format);
  return (out, views) =>
    print(
      out,
      views.map((view) => ({ value: contextViewValue(view) })),
    );
}
