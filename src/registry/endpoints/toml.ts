import { readFile } from "node:fs/promises";
import { EngineError, messageOf } from "#base/errors.ts";

export type TomlTable = Readonly<Record<string, unknown>>;

const maxBytes = 1 << 20;

/** A file of TOML; undefined where there is none. @throws invalid-argument, naming the file */
export async function readToml(path: string): Promise<TomlTable | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw badFile(path, messageOf(error));
  }
  if (text.length > maxBytes) throw badFile(path, "it is too large");
  // Few machines have such a file: the reader is loaded when there is one.
  const { parse } = await import("smol-toml");
  try {
    return parse(text);
  } catch (error) {
    throw badFile(path, messageOf(error).split("\n", 1)[0] ?? "");
  }
}

export function badFile(path: string, why: string): EngineError {
  return new EngineError("invalid-argument", `${path}: ${why}`, { code: "registry.configuration" });
}

/** Reads the fields of a table; errors name the file and the field. */
export class TomlFields {
  readonly #path: string;
  readonly #where: string;
  readonly #table: TomlTable;

  constructor(path: string, where: string, table: unknown) {
    if (!isTable(table)) throw badFile(path, `${where || "the file"} is not a table`);
    this.#path = path;
    this.#where = where;
    this.#table = table;
  }

  refuse(key: string, why: string): EngineError {
    return badFile(this.#path, `${this.#where}${this.#where === "" ? "" : "."}${key} ${why}`);
  }

  text(key: string): string | undefined {
    const value = this.#table[key];
    if (value === undefined || typeof value === "string") return value;
    throw this.refuse(key, "is not a string");
  }

  flag(key: string): boolean {
    const value = this.#table[key] ?? false;
    if (typeof value === "boolean") return value;
    throw this.refuse(key, "is neither true nor false");
  }

  /** A string, or a list of them. */
  texts(key: string): readonly string[] {
    const value = this.#table[key] ?? [];
    const list = Array.isArray(value) ? value : [value];
    if (list.every((item) => typeof item === "string")) return list;
    throw this.refuse(key, "is no list of strings");
  }

  /** A list in which each item is a string or a list itself. */
  items(key: string): readonly unknown[] {
    const value = this.#table[key] ?? [];
    return Array.isArray(value) ? value : [value];
  }

  tables(key: string): readonly TomlFields[] {
    const value = this.#table[key] ?? [];
    if (!Array.isArray(value)) throw this.refuse(key, "is no list of tables");
    return value.map((item, at) => new TomlFields(this.#path, `${this.#name(key)}[${at}]`, item));
  }

  /** The tables of a table, in the order of the file. */
  tablesByName(key: string): ReadonlyArray<readonly [name: string, fields: TomlFields]> {
    const value = this.#table[key] ?? {};
    if (!isTable(value)) throw this.refuse(key, "is not a table");
    return Object.entries(value).map(([name, table]) => [
      name,
      new TomlFields(this.#path, `${this.#name(key)}.${JSON.stringify(name)}`, table),
    ]);
  }

  table(key: string): TomlFields {
    return new TomlFields(this.#path, this.#name(key), this.#table[key]);
  }

  keys(): readonly string[] {
    return Object.keys(this.#table);
  }

  #name(key: string): string {
    return this.#where === "" ? key : `${this.#where}.${key}`;
  }
}

function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
