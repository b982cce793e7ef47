import { EngineError, messageOf } from "#base/errors.ts";
import { BuildError } from "../errors.ts";

export function secretNotFound(id: string): EngineError {
  return new EngineError("not-found", `secret ${id}: not found`);
}

export function sshNotForwarded(id: string): EngineError {
  return new EngineError("not-found", `unset ssh forward key ${id}`);
}

/** A program that could not be run, for another reason than its own end. */
export function processNotRun(args: readonly string[], cause: unknown): BuildError {
  return new BuildError("unknown", processText(args, messageOf(cause)), { cause });
}

/** The kernel ended it, or a part of it, for want of memory. */
export function outOfMemory(args: readonly string[], exitCode: number): BuildError {
  return new BuildError("resource-exhausted", processText(args, "cannot allocate memory"), { exitCode });
}

export function mountSourceMissing(path: string): EngineError {
  return new EngineError("not-found", `${JSON.stringify(path)}: not found`);
}

export function invalidMountTarget(type: string, target: string): EngineError {
  return new EngineError("invalid-argument", `invalid mount type ${type.toUpperCase()} for ${target}`);
}

/** A program for another machine, where no emulator is known. */
export function foreignProgram(
  args: readonly string[],
  { path, platform }: { readonly path: string; readonly platform: string },
): BuildError {
  const missing = `no emulator of ${platform} is registered with binfmt_misc (qemu-user-static)`;
  return new BuildError("unknown", processText(args, `exec ${path}: exec format error: ${missing}`), { exitCode: 1 });
}

function processText(args: readonly string[], reason: string): string {
  return `process ${JSON.stringify(args.join(" "))} did not complete successfully: ${reason}`;
}
