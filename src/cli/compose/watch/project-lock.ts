import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ComposeError } from "#compose/errors.ts";
import type { Io } from "../../io/io.ts";
import { homeFolder } from "../../machine/home.ts";
import { isAlive } from "../../machine/is-alive.ts";

/** Takes a project for one watching process; gives the function that lets go. @throws ComposeError where another has it */
export function lockProject(io: Io, project: string): () => void {
  const path = join(runFolder(io), `${project}.pid`);
  const fail = (why: string): ComposeError =>
    new ComposeError(`cannot take exclusive lock for project ${JSON.stringify(project)}: ${why}`);
  try {
    const holder = Number(readFile(path).trim());
    if (holder > 0 && holder !== process.pid && isAlive(holder))
      throw fail(`process with PID ${holder} is still running`);
    writeFileSync(path, String(process.pid), { mode: 0o644 });
  } catch (error) {
    throw error instanceof ComposeError ? error : fail((error as Error).message);
  }
  return () => rmSync(path, { force: true });
}

function runFolder(io: Io): string {
  const given = io.env["XDG_RUNTIME_DIR"];
  if (given !== undefined) return given;
  const folder = join(homeFolder(io.env) || "/", ".docker", "docker-compose");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function readFile(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? "" : readFileSync(path, "utf8");
}
