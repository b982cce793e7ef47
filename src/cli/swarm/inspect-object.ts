import { type ObjectKind, objectInspectText } from "#client/object-inspect.ts";
import { atLeast } from "../arguments.ts";
import { type Command, type Run, runs } from "../command.ts";
import { bool, string } from "../flags/scalars.ts";
import { templateHelp } from "../help/format-flag.ts";
import { printObjects } from "../inspect/print-objects.ts";
import { printPretty } from "./print-pretty.ts";

export const inspectFlags = {
  format: string({ short: "f", usage: templateHelp }),
  pretty: bool({ usage: "Print it for people to read" }),
};

/** `inspect` of secrets and configs: the command and what runs it. */
export function inspectCommand<T>(
  noun: string,
  { kind, pretty }: { readonly kind: ObjectKind; pretty(object: T): string },
): { readonly command: Command<typeof inspectFlags>; readonly run: Run<typeof inspectFlags> } {
  const command = {
    usage: `[OPTIONS] ${noun} [${noun}...]`,
    arguments: atLeast(1),
    flags: inspectFlags,
  } satisfies Command;
  const run = runs(command, async (op, io, client, { flags, args }) => {
    const textOf = (ref: string): Promise<string> => objectInspectText(op, client, ref, { kind });
    if (flags.pretty) return await printPretty(io, args, async (ref) => pretty(JSON.parse(await textOf(ref)) as T));
    const find = async (ref: string) => ({ json: await textOf(ref), type: undefined });
    await printObjects(io, { refs: args, format: flags.format, find });
  });
  return { command, run };
}
