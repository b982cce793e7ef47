import { execFile } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SshAddress, sshConfigCommand } from "./ssh-command.ts";

/** The unix socket by which further ssh processes use the connection of a first one. */
export interface SshControl {
  /** Options of the ssh whose connection it is, which never goes into the background. */
  readonly first: readonly string[];
  /** Options of those that go through it; where it is not there, they connect themselves. */
  readonly further: readonly string[];
  isThere(): boolean;
  remove(): void;
}

/**
 * A place for such a socket in a folder of this user alone; undefined where ssh is not OpenSSH or this is Windows, which cannot share
 * connections, and where the user's own configuration has them shared (`ControlMaster`), which lasts longer than ours.
 */
export async function sshControl(address: SshAddress): Promise<SshControl | undefined> {
  if (process.platform === "win32" || !(await couldShare(address))) return undefined;
  const folder = controlFolder();
  if (folder === undefined) return undefined;
  removeForsaken(folder);
  const path = join(folder, `${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  const place = ["-o", `ControlPath=${path}`];
  return {
    first: ["-o", "ControlMaster=yes", "-o", "ControlPersist=no", ...place],
    further: ["-o", "ControlMaster=no", ...place],
    isThere: () => existsSync(path),
    remove() {
      rmSync(path, { force: true });
      removeIfEmpty(folder);
    },
  };
}

const configPatienceMs = 2000;

/** Whether ssh can share connections and its configuration does not have it do so. */
function couldShare(address: SshAddress): Promise<boolean> {
  const [program = "", ...args] = sshConfigCommand(address);
  return new Promise((resolve) => {
    const asked = execFile(program, args, { timeout: configPatienceMs }, (_error, text) => {
      resolve(
        /^controlmaster (?:false|no)$/m.test(text) ||
          (/^controlmaster /m.test(text) && !/^controlpath (?!none$)/m.test(text)),
      );
    });
    asked.stdin?.end();
  });
}

/** ssh reads the path as a part of its configuration, and the kernel takes about a hundred bytes. */
const takenPath = /^[\w/.+-]{1,70}$/;

function controlFolder(): string | undefined {
  const user = process.getuid?.();
  const folder = join(tmpdir(), `gantry-ssh-${user}`);
  if (user === undefined || !takenPath.test(folder)) return undefined;
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return undefined;
  }
  const found = lstatSync(folder, { throwIfNoEntry: false });
  const isOurs = found?.isDirectory() === true && found.uid === user && (found.mode & 0o077) === 0;
  return isOurs ? folder : undefined;
}

/** Sockets of processes that were killed together with their ssh. */
function removeForsaken(folder: string): void {
  for (const name of readdirSync(folder)) {
    try {
      process.kill(Number.parseInt(name, 10), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") rmSync(join(folder, name), { force: true });
    }
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Another process has a socket there.
  }
}
