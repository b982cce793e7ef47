/**
 * Fails on a file over 300 lines (C: 400) or a function over 60 that has no reason in `tools/sizes.json`, and on a
 * reason whose file or function is small again. Generated files are not counted, nor the functions that hold tests.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { isForTests, isHandWritten, sourceFiles } from "./source-files.ts";

const limits = { tsFile: 300, cFile: 400, function: 60 };

interface Oversize {
  /** `path` or `path#function`. */
  readonly name: string;
  readonly lines: number;
}

function lineCount(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

function functionName(node: ts.Node): string {
  const named = node as ts.NamedDeclaration;
  if (named.name !== undefined) return named.name.getText();
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  return ts.isConstructorDeclaration(node) ? "constructor" : "(anonymous)";
}

function longFunctions(file: string, text: string): Oversize[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Oversize[] = [];
  function visit(node: ts.Node): void {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const lines = source.getLineAndCharacterOfPosition(node.getEnd()).line - first + 1;
      if (lines > limits.function) found.push({ name: `${file}#${functionName(node)}`, lines });
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

function oversizesOf(file: string): Oversize[] {
  const text = readFileSync(file, "utf8");
  const limit = file.endsWith(".ts") ? limits.tsFile : limits.cFile;
  const lines = lineCount(text);
  const whole = lines > limit ? [{ name: file, lines }] : [];
  const hasLimitedFunctions = file.endsWith(".ts") && !isForTests(file);
  return hasLimitedFunctions ? [...whole, ...longFunctions(file, text)] : whole;
}

const counted = sourceFiles().filter((file) => /\.(ts|c|h)$/.test(file) && isHandWritten(file));
const oversizes = counted.flatMap(oversizesOf);
const reasons = JSON.parse(readFileSync("tools/sizes.json", "utf8")) as Record<string, string>;
const unexplained = oversizes.filter(({ name }) => !reasons[name]);
const stale = Object.keys(reasons).filter((name) => !oversizes.some((oversize) => oversize.name === name));
for (const { name, lines } of unexplained)
  console.error(`${name}: ${lines} lines: split it, or say why not in tools/sizes.json`);
for (const name of stale) console.error(`${name}: in tools/sizes.json without need`);
console.log(`${counted.length} files, ${oversizes.length} over the limits with a reason`);
process.exitCode = unexplained.length + stale.length > 0 ? 1 : 0;
