import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Engine } from "../../support/engine.ts";

/** Names of the Dockerfiles of a folder beside this file. */
export function dockerfilesOf(folder: string): readonly string[] {
  const files = readdirSync(join(import.meta.dir, folder)).sort();
  return files.filter((file) => file.endsWith(".Dockerfile")).map((file) => basename(file, ".Dockerfile"));
}

/** What the real Docker says of the Dockerfile, recorded. */
export function recordedText(folder: string, name: string): string {
  return readFileSync(join(import.meta.dir, folder, `${name}.txt`), "utf8");
}

/** Asks for a build of the Dockerfile, and gives what is said, but for the progress, blank lines, and names that no two builds share. */
export async function saidOf(
  engine: Engine,
  { folder, name, args }: { folder: string; name: string; args: readonly string[] },
): Promise<string> {
  const context = mkdtempSync(join(engine.paths.folder, "context-"));
  const text = readFileSync(join(import.meta.dir, folder, `${name}.Dockerfile`), "utf8");
  writeFileSync(join(context, "Dockerfile"), engine.kind === "dockerd" ? withoutSyntax(text) : text);
  writeFileSync(join(context, "ignored.txt"), "");
  writeFileSync(join(context, ".dockerignore"), "ignored.txt\n");
  const words = [...(engine.kind === "dockerd" ? ["buildx"] : []), "build", ...args, context];
  const { stdout, stderr } = await engine.own(words);
  const lines = withoutSyntax(`${stdout}${stderr}`).replaceAll(`${context}/`, "").split("\n");
  const kept = lines.filter((line) => line !== "" && !/^#\d+ (?!ERROR)/.test(line));
  return `${kept.map(comparable).join("\n")}\n`;
}

/** Without the number of the step and the ids of a tree, but as long as they look like ones. */
function comparable(line: string): string {
  return line
    .replace(/^#\d+ ERROR/, "#N ERROR")
    .replace(/(checksum of ref) [-0-9a-z]+::[0-9a-z]{25}:/, "$1 WORKER::TREE:");
}

/** The reference would pull the frontend that is asked for. */
function withoutSyntax(text: string): string {
  return text.replace(/^# syntax=.*\n/m, "").replace(/\/\/ syntax=\S+/, "// none");
}
