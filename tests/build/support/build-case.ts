import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fixedSeconds } from "../site/site-folder.ts";

/** What a Dockerfile's folder says of it in its build.json. */
export interface BuildCase {
  readonly name: string;
  /** Arguments of `docker build` between its own and the context. `{folder}` is the copied folder. */
  readonly args: readonly string[];
  /** The context where it is not the folder: `-` with `input` (a file of the folder), or a URL. */
  readonly context?: string;
  readonly input?: string;
  /** Further environment of the client. */
  readonly env?: Readonly<Record<string, string>>;
  /** Images that it needs besides a small one with a shell: `debian` has apt, `toolchain` C, Go, Node and Python. */
  readonly needs?: "debian" | "toolchain";
  /** Patterns of paths whose content is another one with every run of its programs. */
  readonly varies?: readonly string[];
  /** What this engine says where it does not do what is asked for; the reference does not either. */
  readonly refused?: string;
  /** A Dockerfile with the same outcome, for a reference that is too old for this one's. */
  readonly reference?: string;
}

export const casesFolder = join(import.meta.dir, "../dockerfiles");

/** All Dockerfiles, or those that need only a small image. */
export function readCases(all: boolean): readonly BuildCase[] {
  const cases = readdirSync(casesFolder).sort().map(readCase);
  return all ? cases : cases.filter(({ needs }) => needs === undefined);
}

function readCase(name: string): BuildCase {
  const file = join(casesFolder, name, "build.json");
  const said = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<BuildCase>) : {};
  return { args: [], ...said, name };
}

/**
 * Copies the case's folder, runs its `prepare` there (for what a repository cannot hold: empty folders, archives, links,
 * attributes), and gives every file one time.
 */
export function copyContext({ name }: BuildCase, target: string, seconds = fixedSeconds): void {
  cpSync(join(casesFolder, name), target, { recursive: true, verbatimSymlinks: true });
  if (existsSync(join(target, "prepare"))) execFileSync("sh", ["./prepare"], { cwd: target });
  execFileSync("find", [target, "-exec", "touch", "-h", "-d", `@${seconds}`, "{}", "+"]);
}
