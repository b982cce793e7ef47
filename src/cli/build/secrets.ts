import { readFileSync } from "node:fs";
import { openError } from "../container-spec/key-values.ts";
import { keyValues } from "./key-value-list.ts";

/** Gives a secret when it is asked for; undefined where there is none of the name. */
export type SecretSource = () => Uint8Array | undefined;

const keys = ["id", "source", "src", "type", "env"];

/** @throws Error in buildx's words for what is no secret */
export function checkSecrets(texts: readonly string[]): void {
  for (const text of texts) {
    const fields = new Map(keyValues(text));
    for (const key of fields.keys()) if (!keys.includes(key)) throw new Error(`unexpected key '${key}' in '${text}'`);
    const type = fields.get("type") ?? "";
    if (!["", "file", "env"].includes(type)) throw new Error(`unsupported secret type "${type}"`);
  }
}

/** `--secret id=…,src=…|env=…`, once they are checked. @throws Error in buildx's words */
export function parseSecrets(
  texts: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, SecretSource> {
  return new Map(texts.map((text) => parseSecret(text, env)));
}

function parseSecret(text: string, env: Readonly<Record<string, string | undefined>>): [string, SecretSource] {
  const fields = new Map(keyValues(text).map(([key, value]) => [key, value ?? ""]));
  const type = fields.get("type") ?? "";
  const id = fields.get("id") ?? "";
  if (id === "") throw new Error("secret missing ID");
  const source = fields.get("source") ?? fields.get("src");
  const variable = fields.get("env") ?? (type === "env" ? (source ?? id) : undefined);
  if (variable !== undefined) return [id, () => fromVariable(env[variable])];
  if (source !== undefined) {
    checkFile(source);
    return [id, () => readFileSync(source)];
  }
  return [id, () => fromVariable(env[id]) ?? readFileSync(id)];
}

function checkFile(path: string): void {
  try {
    readFileSync(path);
  } catch (error) {
    throw new Error(`failed to stat ${path}: ${openError(path, error, "stat")}`);
  }
}

function fromVariable(value: string | undefined): Uint8Array | undefined {
  return value === undefined ? undefined : Buffer.from(value);
}
