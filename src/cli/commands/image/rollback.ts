import { imageRollback } from "#client/image-log.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] NAME[:TAG][@N]",
  arguments: exactly(1),
  flags: { quiet: bool({ short: "q", usage: "Show only the id of the image that the name stands for now" }) },
  long: "Give a name the image back that it stood for.\nN is a number of `image log`: how many moves to go back (1 unless said). A rollback is a move too, and can be undone.",
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const { name, to } = target(args[0] ?? "");
  const { Id, Previous } = await imageRollback(op, client, name, to === undefined ? {} : { to });
  io.stdout.write(flags.quiet ? `${Id}\n` : `${name}: ${Previous} -> ${Id}\n`);
});

/** @throws Error for what is behind an `@` and no count */
function target(text: string): { readonly name: string; readonly to?: number } {
  const at = text.lastIndexOf("@");
  if (at < 0) return { name: text };
  const count = text.slice(at + 1);
  if (!/^[1-9][0-9]{0,8}$/.test(count)) throw new Error(`invalid number of moves in ${JSON.stringify(text)}: ${count}`);
  return { name: text.slice(0, at), to: Number(count) };
}
