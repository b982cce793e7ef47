import { open } from "node:fs/promises";
import type { Op } from "#base/op.ts";
import { noArguments } from "../../../arguments.ts";
import { desktopUrl, importBundle, openPage } from "../../../build-history/desktop.ts";
import { builderFlag } from "../../../builders/builders.ts";
import { type Command, runs } from "../../../command.ts";
import { openError } from "../../../container-spec/key-values.ts";
import { list } from "../../../flags/lists.ts";
import type { Io } from "../../../io/io.ts";

export const command = {
  usage: "[OPTIONS] -",
  arguments: noArguments,
  flags: {
    builder: builderFlag,
    file: list({
      short: "f",
      usage: "A bundle of builds; the standard input where none is given",
      type: "stringArray",
    }),
  },
  engine: "unused",
  errorPrefix: "ERROR: ",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { flags }) => {
  const urls: string[] = [];
  for (const name of flags.file.length === 0 ? ["-"] : flags.file) {
    const ids = await importBundle(op, io, await bundleOf(op, io, name));
    urls.push(...ids.map((id) => desktopUrl(`.imported/_/${id}`)));
  }
  const [first] = urls;
  if (first === undefined) throw new Error("no build records found in the bundle");
  io.stderr.write(urls.map((url) => `${url}\n`).join(""));
  await openPage(op, io, first);
});

async function bundleOf(op: Op, io: Io, name: string): Promise<AsyncIterable<Uint8Array>> {
  if (name === "-") return io.stdin.read(op.signal);
  try {
    return (await open(name)).createReadStream();
  } catch (error) {
    throw new Error(`failed to open file ${name}: ${openError(name, error)}`, { cause: error });
  }
}
