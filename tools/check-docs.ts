/** Fails when a document names a path of the project that does not exist: in a link, or in `code`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { sourceFiles } from "./source-files.ts";

const rooted =
  /^(?:\.\/)?(?:\.ci|bench|docs|shim|spec|src|tests|tools)(?:\/|$)|^\.\/(?:test|quickstart)$|^[A-Z]+(?:\.md)$/;
/** From here on a path is a pattern or a placeholder: only the folder before it has to exist. */
const pattern = /[<>*{}…[\]$]|\.\.\./;

function mustExist(path: string): string {
  const clean = path.replace(/[#:].*$/, "").replace(/[.,;]$/, "");
  const start = clean.search(pattern);
  return start < 0 ? clean : clean.slice(0, clean.lastIndexOf("/", start) + 1);
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((link) => !/^([a-z]+:|#)/.test(link));
}

function codePathsOf(text: string): string[] {
  const words = [...text.matchAll(/`([^`\n]+)`/g)].flatMap((match) => match[1]!.split(/\s+/));
  return words.filter((word) => rooted.test(word));
}

function problemsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const linked = linksOf(text).map((link) => normalize(join(dirname(file), mustExist(link))));
  const named = codePathsOf(text).map(mustExist);
  const missing = [...linked, ...named].filter((path) => path !== "" && !existsSync(path));
  return missing.map((path) => `${file}: ${path}: no such file`);
}

const documents = sourceFiles().filter((file) => file.endsWith(".md"));
const problems = documents.flatMap(problemsOf);
for (const problem of problems) console.error(problem);
console.log(`${documents.length} documents`);
process.exitCode = problems.length > 0 ? 1 : 0;
