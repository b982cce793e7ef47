import type { Op } from "#base/op.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";
import { readInput } from "../io/read-input.ts";
import { parseJson } from "../values/parse-json.ts";
import { type HelperEntry, notFoundText } from "./helper.ts";
import { Vault } from "./vault/vault.ts";

export type HelperVerb = "get" | "store" | "erase" | "list";

const noServer = "no credentials server URL";
const noUser = "no credentials username";

/**
 * Answers one call of a credential helper. What goes wrong is printed on standard output, as callers expect it.
 * @throws ExitError without a text
 * @see docker-credential-helpers, credentials/credentials.go
 */
export async function answerAsHelper(op: Op, io: Io, verb: HelperVerb): Promise<void> {
  try {
    await verbs[verb](op, io, new Vault(io));
  } catch (error) {
    io.stdout.write(`${(error as Error).message}\n`);
    throw new ExitError(1);
  }
}

const verbs: Readonly<Record<HelperVerb, (op: Op, io: Io, vault: Vault) => Promise<void>>> = {
  async get(op, io, vault) {
    const entry = await vault.get(op, await serverOf(op, io));
    if (entry === undefined) throw new Error(notFoundText);
    const { ServerURL, Username, Secret } = entry;
    io.stdout.write(`${JSON.stringify({ ServerURL, Username, Secret })}\n`);
  },
  async store(op, io, vault) {
    await vault.store(op, checkedEntry(await inputOf(op, io)));
  },
  async erase(op, io, vault) {
    await vault.erase(op, await serverOf(op, io));
  },
  async list(op, io, vault) {
    io.stdout.write(`${JSON.stringify(await vault.list(op))}\n`);
  },
};

/** Line ends count for nothing. */
async function inputOf(op: Op, io: Io): Promise<string> {
  return (await readInput(op, io.stdin)).toString().replace(/\r?\n/g, "");
}

async function serverOf(op: Op, io: Io): Promise<string> {
  const server = (await inputOf(op, io)).trim();
  if (server === "") throw new Error(noServer);
  return server;
}

function checkedEntry(text: string): HelperEntry {
  if (text.trim() === "") throw new Error("EOF");
  const given = parseJson<Record<string, unknown> | null>(text) ?? {};
  const field = (name: keyof HelperEntry): string => {
    const value = given[name] ?? "";
    if (typeof value === "string") return value;
    const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
    throw new Error(`json: cannot unmarshal ${kind} into Go struct field Credentials.${name} of type string`);
  };
  const entry = { ServerURL: field("ServerURL"), Username: field("Username"), Secret: field("Secret") };
  if (entry.ServerURL === "") throw new Error(noServer);
  if (entry.Username === "") throw new Error(noUser);
  return entry;
}
