import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { pluginCreate } from "#client/plugin-create.ts";
import { parseReference } from "#formats/reference/reference.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { openError } from "../../container-spec/key-values.ts";
import { packAll } from "../../copy/pack.ts";
import { sending } from "../../copy/sending.ts";
import { bool } from "../../flags/scalars.ts";

export const command = {
  usage: "[OPTIONS] PLUGIN PLUGIN-DATA-DIR",
  arguments: atLeast(2),
  flags: { compress: bool({ usage: "Compress it with gzip on the way" }) },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [name = "", given = ""] }) => {
  parseReference(name);
  const folder = resolve(given);
  if (!statOf(folder).isDirectory()) throw new Error("context must be a directory");
  checkConfig(join(given, "config.json"));
  const paths = readdirSync(folder)
    .sort()
    .map((child) => ({ path: join(folder, child), name: child }));
  const archive = packAll(paths);
  const content = flags.compress ? Readable.from(archive).pipe(createGzip()) : archive;
  await sending(op, content, (sent, body) => pluginCreate(sent, client, name, body));
  io.stdout.write(`${name}\n`);
});

function statOf(path: string): Stats {
  try {
    return lstatSync(path);
  } catch (error) {
    throw new Error(openError(path, error, "lstat"));
  }
}

/** @throws Error when there is no `config.json` of a plugin */
function checkConfig(path: string): void {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(openError(path, error));
  }
  JSON.parse(text);
}
