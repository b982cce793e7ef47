/**
 * Builds `dist/gantry-shim` and `dist/gantry`, the one executable. Does nothing when neither the sources nor the commit
 * changed since the last build. Run by `bun run build`, `./quickstart` and `./test`; `--force` builds anyway.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { buildShim } from "./build-shim.ts";
import { gitOutput, sourceFiles } from "./source-files.ts";

const executable = "dist/gantry";
const shim = "dist/gantry-shim";
const stamp = "dist/.inputs";
const inputFolders = ["src/", "shim/", "spec/", "tools/build", "package.json", "package-lock.json", "tsconfig.json"];

interface BuildFacts {
  readonly version: string;
  /** Short hash of the commit; `unknown` outside a git clone. */
  readonly commit: string;
  /** RFC 3339 time of the commit: equal sources give equal executables. */
  readonly commitTime: string;
}

function buildFacts(): BuildFacts {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const commit = gitOutput("rev-parse", "--short=7", "HEAD") || "unknown";
  return { version, commit, commitTime: gitOutput("log", "-1", "--format=%cI") || "1970-01-01T00:00:00Z" };
}

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
  const workers = sourceFiles().filter((file) => file.startsWith("src/") && file.endsWith(".worker.ts"));
  const partial = `${executable}.new`;
  const result = await Bun.build({
    entrypoints: ["src/main.ts", ...workers],
    root: "src",
    target: "bun",
    format: "esm",
    splitting: true,
    bytecode: true,
    minify: { syntax: true, whitespace: true },
    define: {
      GANTRY_VERSION: JSON.stringify(facts.version),
      GANTRY_GIT_COMMIT: JSON.stringify(facts.commit),
      GANTRY_BUILD_TIME: JSON.stringify(facts.commitTime),
    },
    // A folder's own `.env` and `bunfig.toml` are data of others: neither variables nor code of theirs are taken from it.
    compile: { outfile: partial, autoloadDotenv: false, autoloadBunfig: false },
  });
  for (const message of result.logs) console.error(String(message));
  if (!result.success) throw new Error("build failed");
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
