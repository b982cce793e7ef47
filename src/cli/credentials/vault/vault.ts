import { join } from "node:path";
import type { Op } from "#base/op.ts";
import type { Io } from "../../io/io.ts";
import type { HelperEntry } from "../helper.ts";
import { type KeySource, keyBytes, newKey, newScryptSource, type Sealed, seal, stretched, unseal } from "./cipher.ts";
import { makeFolder, readOwnFile, removeFile, replaceOwnFile } from "./files.ts";
import { givenPassphrase, vaultFolder } from "./passphrase.ts";

type Secret = Pick<HelperEntry, "Username" | "Secret">;
type Entries = Map<string, Secret>;

/**
 * Credentials in one sealed file, for machines without a keychain. The key lies in a file beside it that is its owner's, or
 * comes from a passphrase: docs/adr/0008 says what that keeps out.
 */
export class Vault {
  readonly #io: Pick<Io, "env" | "lockFile">;
  readonly #file: string;
  readonly #keyFile: string;
  readonly #lock: string;

  constructor(io: Pick<Io, "env" | "lockFile">) {
    this.#io = io;
    const folder = vaultFolder(io.env);
    this.#file = join(folder, "credentials.json");
    this.#keyFile = join(folder, "credentials.key");
    this.#lock = join(folder, "credentials.lock");
  }

  /** Undefined when there is nothing for the server. @throws Error when the vault cannot be opened */
  async get(_op: Op, server: string): Promise<HelperEntry | undefined> {
    const secret = (await this.#read()).get(server);
    return secret === undefined ? undefined : { ServerURL: server, ...secret };
  }

  async store(op: Op, { ServerURL, Username, Secret }: HelperEntry): Promise<void> {
    await this.#change(op, (entries) => {
      entries.set(ServerURL, { Username, Secret });
      return true;
    });
  }

  /** What is not there needs no erasing. */
  async erase(op: Op, server: string): Promise<void> {
    await this.#change(op, (entries) => entries.delete(server));
  }

  /** User names by server. */
  async list(_op: Op): Promise<Readonly<Record<string, string>>> {
    const entries = [...(await this.#read())].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([server, { Username }]) => [server, Username]));
  }

  async #change(op: Op, change: (entries: Entries) => boolean): Promise<void> {
    makeFolder(vaultFolder(this.#io.env));
    const unlock = await this.#io.lockFile(op, this.#lock);
    try {
      const entries = await this.#read();
      if (change(entries)) await this.#write(entries);
    } finally {
      unlock();
    }
  }

  async #read(): Promise<Entries> {
    const text = readOwnFile(this.#file);
    if (text === undefined) return new Map();
    try {
      const sealed = parseSealed(text);
      const content = unseal(sealed, await this.#keyOf(sealed.key));
      return new Map(Object.entries(JSON.parse(content) as Record<string, Secret>));
    } catch (error) {
      const reason = isCipherError(error)
        ? "another key or passphrase, or the file was changed"
        : (error as Error).message;
      throw new Error(`open credentials ${this.#file}: ${reason}`);
    }
  }

  async #write(entries: Entries): Promise<void> {
    const passphrase = givenPassphrase(this.#io.env);
    const source: KeySource = passphrase === undefined ? { kind: "file" } : newScryptSource();
    const key = source.kind === "file" ? this.#ownKey() : await stretched(passphrase ?? "", source);
    const sealed = seal(JSON.stringify(Object.fromEntries(entries)), key, source);
    replaceOwnFile(this.#file, `${JSON.stringify(sealed, undefined, 2)}\n`);
    if (source.kind === "scrypt") removeFile(this.#keyFile);
  }

  async #keyOf(source: KeySource): Promise<Buffer> {
    if (source.kind === "file") {
      const key = this.#readKey();
      if (key === undefined) throw new Error(`its key ${this.#keyFile} is not there`);
      return key;
    }
    const passphrase = givenPassphrase(this.#io.env);
    if (passphrase === undefined) {
      throw new Error(
        "it needs its passphrase, in GANTRY_CREDENTIALS_PASSPHRASE or GANTRY_CREDENTIALS_PASSPHRASE_FILE",
      );
    }
    return await stretched(passphrase, source);
  }

  /** Made where there is none, which is only where there is no file sealed with it either. */
  #ownKey(): Buffer {
    const known = this.#readKey();
    if (known !== undefined) return known;
    const key = newKey();
    replaceOwnFile(this.#keyFile, `${key.toString("base64")}\n`);
    return key;
  }

  #readKey(): Buffer | undefined {
    const text = readOwnFile(this.#keyFile);
    if (text === undefined) return undefined;
    const key = Buffer.from(text.trim(), "base64");
    if (key.length !== keyBytes) throw new Error(`${this.#keyFile} holds no key`);
    return key;
  }
}

function parseSealed(text: string): Sealed {
  let sealed: Partial<Sealed>;
  try {
    sealed = JSON.parse(text) as Partial<Sealed>;
  } catch {
    throw new Error("the file was changed");
  }
  if (sealed.version !== 1) throw new Error(`version ${String(sealed.version)} is not known`);
  const known = sealed.key?.kind === "file" || sealed.key?.kind === "scrypt";
  if (!known || typeof sealed.nonce !== "string" || typeof sealed.data !== "string")
    throw new Error("the file was changed");
  return sealed as Sealed;
}

/** Node names no reason where a tag does not fit. */
function isCipherError(error: unknown): boolean {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return (
    code.startsWith("ERR_CRYPTO") ||
    code.startsWith("ERR_OSSL") ||
    /authenticate|auth tag|authentication/i.test(message)
  );
}
