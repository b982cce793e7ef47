import { readFileSync } from "node:fs";
import { gitOutput, sourceFiles } from "./source-files.ts";

export interface BuildFacts {
  readonly version: string;
  /** Short hash of the commit; `unknown` outside a git clone. */
  readonly commit: string;
  /** RFC 3339 time of the commit: equal sources give equal executables. */
  readonly commitTime: string;
}

export function buildFacts(): BuildFacts {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const commit = gitOutput("rev-parse", "--short=7", "HEAD") || "unknown";
  return { version, commit, commitTime: gitOutput("log", "-1", "--format=%cI") || "1970-01-01T00:00:00Z" };
}

/** For another system than this one: Bun's name of it, and Bun's program for it. */
export interface ForeignTarget {
  readonly target: Bun.Build.CompileTarget;
  readonly executablePath: string;
}

export interface Program {
  readonly entry: string;
  readonly outfile: string;
  readonly facts: BuildFacts;
  /** Threads of its own are part of it. */
  readonly hasWorkers: boolean;
  readonly foreign?: ForeignTarget;
}

/** Compiles a program into one executable. @throws Error */
export async function compileProgram({ entry, outfile, facts, hasWorkers, foreign }: Program): Promise<void> {
  const isWorker = (file: string): boolean => file.startsWith("src/") && file.endsWith(".worker.ts");
  const result = await Bun.build({
    entrypoints: [entry, ...(hasWorkers ? sourceFiles().filter(isWorker) : [])],
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
    compile: { outfile, autoloadDotenv: false, autoloadBunfig: false, ...foreign },
  });
  for (const message of result.logs) console.error(String(message));
  if (!result.success) throw new Error(`build of ${outfile} failed`);
}
