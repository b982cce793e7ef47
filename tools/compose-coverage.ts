/** Which attributes and features of Compose files the files of tests have. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readYaml } from "../src/compose/file/read-yaml.ts";
import { project } from "../src/compose/schema/project.ts";
import type { Schema } from "../src/compose/schema/schema.ts";
import { isList, isMap, type Tree } from "../src/compose/tree/value.ts";

const root = join(import.meta.dirname, "..");
const shownNames = 3;

/** Area → name of the feature → a pattern of the files of a case, or `test PATH WORD`. */
type Features = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The files of a test. */
export interface Case {
  /** As tables show it. */
  readonly name: string;
  /** `== PATH`, and below it the text. */
  readonly files: readonly string[];
}

export interface Coverage {
  readonly attributes: number;
  readonly features: number;
  /** A table of the attributes, and one of the features of each area. */
  readonly sections: readonly string[];
}

/**
 * @param without of the attributes those that cases cannot have
 * @throws Error naming what no case has
 */
export function coverageOf(
  cases: readonly Case[],
  { featuresFile, without }: { readonly featuresFile: string; readonly without?: RegExp },
): Coverage {
  const attributes = attributeRows(cases, without);
  const features = parse(readFileSync(join(root, featuresFile), "utf8")) as Features;
  const missing: string[] = [];
  const sections = Object.entries(features).map(([area, ofArea]) => {
    const rows = Object.entries(ofArea).map(([name, pattern]) => {
      const users = usersOf(pattern, cases);
      if (users.length === 0) missing.push(name);
      return `| ${name.replaceAll("|", "\\|")} | ${shown(users)} |`;
    });
    return `## ${area}\n\n| feature | case |\n| --- | --- |\n${rows.join("\n")}`;
  });
  if (missing.length > 0) throw new Error(`no case of the tests has: ${missing.join(", ")}`);
  const table = `## Attributes\n\n| attribute | case |\n| --- | --- |\n${attributes.join("\n")}`;
  const count = Object.values(features).reduce((sum, ofArea) => sum + Object.keys(ofArea).length, 0);
  return { attributes: attributes.length, features: count, sections: [table, ...sections] };
}

/** The texts of the files of a folder that are taken. */
export function filesOf(folder: string, isTaken: (path: string) => boolean): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => isTaken(path) && statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => `== ${path}\n${readFileSync(join(folder, path), "utf8")}`);
}

function attributeRows(cases: readonly Case[], without: RegExp | undefined): string[] {
  const users = new Map<string, Set<string>>(
    pathsOf(project, "")
      .filter((path) => without?.test(path) !== true)
      .map((path) => [path, new Set()]),
  );
  for (const { name, files } of cases)
    for (const text of files)
      if (/^== \S+\.ya?ml\n/.test(text)) for (const path of pathsIn(text)) users.get(path)?.add(name);
  const unused = [...users].filter(([, found]) => found.size === 0).map(([path]) => path);
  if (unused.length > 0) throw new Error(`no case of the tests has: ${unused.join(", ")}`);
  return [...users].map(([path, found]) => `| \`${path}\` | ${shown([...found])} |`);
}

/** All that a schema names: `a.b` a key, `a.*` one that the user chooses, `a[]` an item. */
function pathsOf(schema: Schema, at: string): string[] {
  const found = new Set<string>();
  const add = (path: string, below: Schema): void => {
    found.add(path);
    for (const further of pathsOf(below, path)) found.add(further);
  };
  for (const part of [schema, ...(schema.oneOf ?? [])]) {
    if (part !== schema) for (const path of pathsOf(part, at)) found.add(path);
    for (const [key, below] of Object.entries(part.properties ?? {})) add(at === "" ? key : `${at}.${key}`, below);
    for (const [key, below] of part.patterns ?? []) if (key.source !== "^x-") add(`${at}.*`, below);
    if (part.item !== undefined) add(`${at}[]`, part.item);
  }
  return [...found];
}

function pathsIn(text: string): Set<string> {
  const found = new Set<string>();
  for (const { tree } of readable(text.slice(text.indexOf("\n") + 1))) walk(tree, project, "", found);
  return found;
}

/** None of a text that is wrong, as a test may have it. */
function readable(text: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(text);
  } catch {
    return [];
  }
}

function walk(value: Tree, schema: Schema, at: string, found: Set<string>): void {
  for (const part of [schema, ...(schema.oneOf ?? [])]) {
    if (part !== schema) walk(value, part, at, found);
    if (isList(value) && part.item !== undefined)
      for (const item of value) {
        found.add(`${at}[]`);
        walk(item, part.item, `${at}[]`, found);
      }
    if (!isMap(value)) continue;
    for (const [key, item] of value) {
      const own = part.properties?.[key];
      const chosen = (part.patterns ?? []).find(([pattern]) => pattern.source !== "^x-" && pattern.test(key));
      const path = own === undefined ? `${at}.*` : at === "" ? key : `${at}.${key}`;
      const below = own ?? chosen?.[1];
      if (below === undefined) continue;
      found.add(path);
      walk(item, below, path, found);
    }
  }
}

function usersOf(pattern: string, cases: readonly Case[]): readonly string[] {
  const [, path, word] = /^test (\S+)(?: (.*))?$/.exec(pattern) ?? [];
  if (path === undefined) {
    const wanted = new RegExp(pattern, "m");
    return cases.filter(({ files }) => files.some((text) => wanted.test(text))).map(({ name }) => name);
  }
  const file = join(root, path);
  return existsSync(file) && readFileSync(file, "utf8").includes(word ?? "") ? [`\`${path}\``] : [];
}

function shown(users: readonly string[]): string {
  const more = users.length > shownNames ? ` and ${users.length - shownNames} more` : "";
  return `${users.slice(0, shownNames).join(", ")}${more}`;
}
