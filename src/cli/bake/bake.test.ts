import { expect, test } from "bun:test";
import { errorExcerpt, type SourceFile } from "./errors.ts";
import { defaultFiles } from "./files.ts";
import { listedTargets, listedVariables, parseList } from "./list.ts";
import { type BakeOptions, type BakeSurroundings, planBake, readDefinition } from "./plan.ts";
import { printedSelection } from "./print.ts";
import { testSurroundings } from "./test-surroundings.ts";
import cases from "./testdata/cases.json";

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The files that are named; else those that are looked for. */
  readonly names?: readonly string[];
  readonly options?: Partial<BakeOptions> & { readonly list?: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly output?: string;
  readonly error?: string;
}

function surroundings({ environment = {}, files }: Case): BakeSurroundings {
  return testSurroundings({
    environment: { HOME: "/home/user", ...environment },
    environmentFile: files[".env"],
    readText: (path) => files[path],
  });
}

function run(files: readonly SourceFile[], one: Case): string {
  const { options = {} } = one;
  const around = surroundings(one);
  if (options.list === undefined)
    return printedSelection(planBake(files, { targets: [], overrides: [], allow: [], ...options }, around).selection);
  const definition = readDefinition(files, around, () => {});
  const { type, format } = parseList(options.list);
  return type === "targets" ? listedTargets(definition, format) : listedVariables(definition.variables, format);
}

for (const one of cases as readonly Case[])
  test(`bake: ${one.name}`, () => {
    const names = one.names ?? defaultFiles.filter((name) => one.files[name] !== undefined);
    const files = names.map((name) => ({ name, text: one.files[name]! }));
    let [output, error]: [string | undefined, string | undefined] = [undefined, undefined];
    try {
      output = run(files, one);
    } catch (thrown) {
      // Empty lines of an excerpt are no part of what is compared.
      error = `${errorExcerpt(thrown, files)}ERROR: ${(thrown as Error).message}\n`.replace(/^\n/gm, "");
    }
    expect({ output, error }).toEqual({ output: one.output, error: one.error });
  });
