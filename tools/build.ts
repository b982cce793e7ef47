/**
 * Builds `dist/gantry-shim` and `dist/gantry`, the one executable. Does nothing when neither the sources nor the commit
 * changed since the last build. Run by `bun run build`, `./quickstart` and `./test`; `--force` builds anyway.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { buildShim } from "./build-shim.ts";
import { type BuildFacts, buildFacts, compileProgram } from "./compile.ts";
import { sourceFiles } from "./source-files.ts";

const executable = "dist/gantry";
const shim = "dist/gantry-shim";
const stamp = "dist/.inputs";
const inputFolders = [
  "src/",
  "shim/",
  "spec/",
  "tools/build",
  "tools/compile.ts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];

function inputsDigest(facts: BuildFacts): string {
  const hash = createHash("sha256").update(JSON.stringify([facts, Bun.version]));
  const files = sourceFiles().filter((file) => inputFolders.some((start) => file.startsWith(start)));
  for (const file of files) if (!/\.test\.ts$/.test(file)) hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

function isBuilt(digest: string): boolean {
  return [executable, shim, stamp].every((file) => existsSync(file)) && readFileSync(stamp, "utf8") === digest;
}

async function buildExecutable(facts: BuildFacts): Promise<void> {
  const partial = `${executable}.new`;
  await compileProgram({ entry: "src/main.ts", outfile: partial, facts, hasWorkers: true });
  renameSync(partial, executable);
}

async function build(): Promise<void> {
  const facts = buildFacts();
  const digest = inputsDigest(facts);
  if (isBuilt(digest) && !process.argv.includes("--force")) return;
  mkdirSync("dist", { recursive: true });
  rmSync(stamp, { force: true });
  await buildShim(shim);
  await buildExecutable(facts);
  writeFileSync(stamp, digest);
  console.log(`build: ${executable} ${facts.version} (${facts.commit})`);
}

await build();
