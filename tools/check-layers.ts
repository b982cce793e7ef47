/** Fails when a module of `src/` imports what `tools/layers.ts` does not let it. */
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";
import { layers } from "./layers.ts";
import { isForTests, sourceFiles } from "./source-files.ts";

const bunGlobal = /(?<![\w.$"'`#/])Bun\.[a-zA-Z$]/;

function layerOf(file: string): string {
  const parts = relative("src", file).split("/");
  return parts.length === 1 ? "main" : parts[0]!;
}

/** A driver is `drivers/<noun>/<name>/`; what lies directly in `drivers/<noun>/` is shared by the drivers of the noun. */
function driverOf(file: string): { readonly noun: string; readonly name: string | undefined } {
  const [, , noun, name, rest] = file.split("/");
  return { noun: noun!, name: rest === undefined ? undefined : name };
}

function crossesDrivers(file: string, target: string): boolean {
  const from = driverOf(file);
  const to = driverOf(target);
  return from.noun !== to.noun || (to.name !== undefined && from.name !== to.name);
}

interface Import {
  readonly specifier: string;
  /** Whether nothing of it is there at run time. */
  readonly typeOnly: boolean;
}

function importsOf(text: string): Import[] {
  const typeOnly = new Set(
    [...text.matchAll(/^(?:import|export) type [^;]*? from "([^"]+)";/gm)].map((match) => match[1]),
  );
  const found = ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
  return found.map((specifier) => ({ specifier, typeOnly: typeOnly.has(specifier) }));
}

function sourceImportProblem(file: string, { specifier, typeOnly }: Import): string | undefined {
  const relativeImport = specifier.startsWith(".");
  const target = relativeImport ? join(dirname(file), specifier) : `src/${specifier.slice(1)}`;
  const from = layerOf(file);
  const to = layerOf(target);
  if (!target.startsWith("src/")) return isGenerated(target) || isForTests(file) ? undefined : "leaves src/";
  if (!/\.(ts|json)$/.test(target)) return "names no file with its extension";
  if (from === "drivers" && to === "drivers" && crossesDrivers(file, target)) return "drivers do not import each other";
  if (from === to) return undefined;
  if (relativeImport && from !== "main") return `write it as #${relative("src", target)}`;
  const { imports, types = [] } = layers[from]!;
  return imports.includes(to) || (typeOnly && types.includes(to)) ? undefined : `${from} may not import ${to}`;
}

/** What the build puts beside the sources: the shim's binary, a seccomp table. */
function isGenerated(target: string): boolean {
  return target.startsWith("dist/");
}

function packageImportProblem(file: string, specifier: string): string | undefined {
  const layer = layers[layerOf(file)]!;
  if (specifier.startsWith("node:")) return undefined;
  if (specifier === "bun:test") return isForTests(file) ? undefined : "only tests import bun:test";
  if (specifier.startsWith("bun:") || specifier === "bun")
    return layer.bun || isForTests(file) ? undefined : `${layerOf(file)} may not use ${specifier}`;
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (isForTests(file) || layer.packages.includes(name)) return undefined;
  return `${layerOf(file)} may not import the package ${name}`;
}

function problemsOf(file: string): string[] {
  const layer = layers[layerOf(file)];
  if (layer === undefined) return [`${file}: no layer of this name in tools/layers.ts`];
  const text = readFileSync(file, "utf8");
  const problems = importsOf(text).flatMap((found) => {
    const { specifier } = found;
    const own = specifier.startsWith(".") || specifier.startsWith("#");
    const problem = own ? sourceImportProblem(file, found) : packageImportProblem(file, specifier);
    return problem === undefined ? [] : [`${file}: "${specifier}": ${problem}`];
  });
  const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  if (!layer.bun && !isForTests(file) && bunGlobal.test(code))
    problems.push(`${file}: ${layerOf(file)} may not use Bun.*`);
  return problems;
}

const files = sourceFiles().filter((file) => file.startsWith("src/") && file.endsWith(".ts"));
const problems = files.flatMap(problemsOf);
for (const problem of problems) console.error(problem);
console.log(`${files.length} modules`);
process.exitCode = problems.length > 0 ? 1 : 0;
