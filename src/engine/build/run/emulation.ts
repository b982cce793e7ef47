import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import {
  headBytes,
  isForeignProgram,
  isRegisteredFor,
  parseRegistration,
  type Registration,
  scriptInterpreter,
} from "#core/build/run/emulation.ts";
import { foreignProgram } from "#core/build/run/errors.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { Fd } from "#core/runtime/contract.ts";
import { readHeadIn, statIn } from "#sys/rooted-files.ts";

const registrations = "/proc/sys/fs/binfmt_misc";

export interface ProgramPlace {
  readonly root: Fd;
  readonly operation: RunOperation;
  readonly environment: readonly string[];
  /** As `linux/arm64`; empty: this machine's. */
  readonly platform: string;
  /** Of this machine, by Go's name. */
  readonly architecture: string;
}

/**
 * Says of a program for another machine that nothing is there to run it, before the kernel refuses it without a reason.
 * @throws BuildError that names what is missing
 */
export function checkRuns({ root, operation, environment, platform, architecture }: ProgramPlace): void {
  if (platform === "" || platform.split("/")[1] === architecture) return;
  const path = findProgram(root, operation, environment);
  const head = path === undefined ? undefined : programHead(root, path);
  if (path === undefined || head === undefined || !isForeignProgram(head, architecture)) return;
  const known = readRegistrations().find((registration) => isRegisteredFor(registration, head));
  const there = known !== undefined && (known.flags.includes("F") || statIn(root, known.interpreter) !== undefined);
  if (!there) throw foreignProgram(operation.args, { path, platform });
}

function findProgram(root: Fd, { args: [name = ""], cwd }: RunOperation, environment: readonly string[]) {
  if (name.includes("/")) return posix.resolve("/", cwd, name);
  const path = environment.findLast((entry) => entry.startsWith("PATH="))?.slice("PATH=".length) ?? "";
  const places = path.split(":").map((folder) => posix.resolve("/", cwd, folder, name));
  return places.find((place) => statIn(root, place)?.type === "file");
}

/** Of the program, or of what a script is read by. */
function programHead(root: Fd, path: string): Buffer | undefined {
  const head = readHeadIn(root, path, headBytes);
  const interpreter = head === undefined ? undefined : scriptInterpreter(head);
  return interpreter === undefined ? head : readHeadIn(root, interpreter, headBytes);
}

function readRegistrations(): Registration[] {
  try {
    const names = readdirSync(registrations).filter((name) => name !== "register" && name !== "status");
    return names.flatMap((name) => parseRegistration(readFileSync(join(registrations, name), "utf8")) ?? []);
  } catch {
    // It is not mounted.
    return [];
  }
}
