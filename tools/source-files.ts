import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

let listed: readonly string[] | undefined;

/** The project's files (tracked, or new and not ignored) as sorted paths from its root. */
export function sourceFiles(): readonly string[] {
  listed ??= gitOutput("ls-files", "--cached", "--others", "--exclude-standard")
    .split("\n")
    .filter((file) => file !== "" && existsSync(file))
    .sort();
  return listed;
}

/** What a git command prints, trimmed; empty where it fails (no git, no clone). */
export function gitOutput(...args: string[]): string {
  const result = spawnSync("git", ["-c", "safe.directory=*", ...args], { encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : "";
}

/** Whether a person wrote the file: generated files stand outside counts. */
export function isHandWritten(file: string): boolean {
  return !/\.gen\.(ts|h|json)$/.test(file);
}

/** Whether the file is there for tests only: tests, the suites and fakes that they share, what sets them up. */
export function isForTests(file: string): boolean {
  return /\.test\.ts$|\/test-[a-z-]+\.ts$|[./-](?:fake|testsuite|test-support)\.ts$/.test(file);
}
