import { readFileSync } from "node:fs";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { openError } from "../../container-spec/key-values.ts";
import { unpackContext } from "../../contexts/archive.ts";
import { checkContextName } from "../../contexts/context-store.ts";
import { Contexts } from "../../contexts/contexts.ts";
import { ExitError } from "../../errors.ts";
import type { Input } from "../../io/io.ts";

export const command = {
  usage: "CONTEXT FILE|-",
  arguments: exactly(2),
  flags: {},
  engine: "unused",
} satisfies Command;

export const run = runs(command, async (op, io, _client, { args }) => {
  const [name = "", source = ""] = args;
  const { store } = new Contexts(io);
  checkContextName(name);
  if (store.has(name)) throw new ExitError(1, `context ${JSON.stringify(name)} already exists`);
  const { metadata, tls } = unpackContext(source === "-" ? await readAll(io.stdin, op.signal) : readFile(source));
  store.save({ ...metadata, Name: name });
  store.saveTls(name, tls);
  io.stdout.write(`${name}\n`);
  io.stderr.write(`Successfully imported context ${JSON.stringify(name)}\n`);
});

async function readAll(input: Input, signal: AbortSignal): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of input.read(signal)) parts.push(part);
  return Buffer.concat(parts);
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ExitError(1, openError(path, error));
  }
}
