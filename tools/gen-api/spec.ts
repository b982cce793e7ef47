import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { SchemaTable, StructDeclaration } from "../../src/api/type-notation.ts";

/** The folder that holds the truth about the API. */
export const specFolder = join(import.meta.dirname, "../../spec/engine-api");

interface TypesFile {
  readonly scalars?: SchemaTable["scalars"];
  readonly aliases?: SchemaTable["aliases"];
  readonly types?: Readonly<Record<string, StructDeclaration>>;
}

/** Reads all `*.types.yaml`, with embedded types flattened. */
export function readTypes(): SchemaTable {
  const files = readdirSync(specFolder)
    .filter((name) => name.endsWith(".types.yaml"))
    .sort()
    .map((name) => parse(readFileSync(join(specFolder, name), "utf8")) as TypesFile);
  const structs = Object.assign({}, ...files.map((file) => file.types ?? {})) as Record<string, StructDeclaration>;
  return {
    scalars: Object.assign({}, ...files.map((file) => file.scalars ?? {})),
    aliases: Object.assign({}, ...files.map((file) => file.aliases ?? {})),
    structs: Object.fromEntries(Object.entries(structs).map(([name, type]) => [name, flattened(type, structs)])),
  };
}

type Structs = Readonly<Record<string, StructDeclaration>>;

const embedding = /^<(\*?(\w+))>$/;

function flattened(type: StructDeclaration, structs: Structs): StructDeclaration {
  const embeds = Object.keys(type.fields).flatMap((name) => embedding.exec(name)?.[1] ?? []);
  return { ...type, fields: flatFields(type, structs), ...(embeds.length > 0 ? { embeds } : {}) };
}

function flatFields(type: StructDeclaration, structs: Structs): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, field] of Object.entries(type.fields)) {
    const embedded = embedding.exec(name)?.[2];
    const inner = embedded === undefined ? undefined : structs[embedded];
    if (embedded !== undefined && inner === undefined) throw new TypeError(`embeds an unknown type: ${name}`);
    if (inner === undefined) fields[name] = field;
    else Object.assign(fields, flatFields(inner, structs));
  }
  return fields;
}

/** The first lines of a generated file. */
export function header(source: string): string {
  return `// Generated from ${source} by \`bun run gen\`. Do not edit.\n\n`;
}
