import { EngineError } from "#base/errors.ts";
import type { RuntimeFailureCause } from "#core/runtime/contract.ts";

export interface RuntimeFailureContext {
  readonly action: "run" | "exec";
  /** argv[0] of the program. */
  readonly command: string;
}

const exitCodes: Readonly<Record<RuntimeFailureCause, number>> = {
  "command-not-found": 127,
  "command-not-executable": 126,
  other: 128,
};

const noSystemd = "systemd not running on this host, cannot use systemd cgroups manager";

const mountHint =
  ": Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type";

/**
 * The error of a program that a runtime would not start, from what the runtime has logged, in Docker's words: those of runc, as
 * clients search them. `data.cause` and `data.exitCode` (127, 126, 128) say what a container's state shows.
 */
export function runtimeFailure(log: string, context: RuntimeFailureContext): EngineError {
  const reason = programReason(lastError(log), context.command);
  const { cause, hint } = judge(reason);
  const message =
    context.action === "run"
      ? `failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ${reason}${hint}`
      : `OCI runtime exec failed: exec failed: ${reason}${hint}`;
  return new EngineError(cause === "other" ? "unknown" : "invalid-argument", message, {
    code: "runtime.failure",
    data: { cause, exitCode: exitCodes[cause] },
  });
}

/** The last error of a runtime's log: lines of JSON, or plain text. */
function lastError(log: string): string {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  for (const line of lines.reverse()) {
    const record = parseRecord(line);
    if (record === undefined) return line;
    if (record.level === undefined || record.level === "error" || record.level === "fatal") return record.msg;
  }
  return log.trim();
}

function parseRecord(line: string): { msg: string; level?: string } | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const record = JSON.parse(line) as { msg?: unknown; level?: unknown };
    if (typeof record.msg !== "string") return undefined;
    return typeof record.level === "string" ? { msg: record.msg, level: record.level } : { msg: record.msg };
  } catch {
    return undefined;
  }
}

/** crun's texts about the program become runc's; all others stay, behind runc's prefix. */
function programReason(error: string, command: string): string {
  if (/^cannot open sd-bus: |systemd not running on this host/.test(error)) return noSystemd;
  const prefix = "unable to start container process: ";
  const quoted = JSON.stringify(command);
  if (/^executable file `.*` not found/.test(error)) {
    const missing = command.includes("/")
      ? `stat ${command}: no such file or directory`
      : "executable file not found in $PATH";
    return `${prefix}exec: ${quoted}: ${missing}`;
  }
  if (/^open executable: (Permission denied|Operation not permitted|Is a directory)/.test(error))
    return `${prefix}exec: ${quoted}: permission denied`;
  const chdir = error.match(/^chdir(?: to)? `(.*)`: (.*)$/);
  if (chdir !== null)
    return `${prefix}chdir to cwd (${JSON.stringify(chdir[1])}) set in config.json failed: ${chdir[2]?.toLowerCase()}`;
  const plain = error.replace(/^runc (run|create) failed: |^exec failed: /, "");
  // The C library's reason, as Go writes it: `Not a directory`.
  const bare = plain.replace(/: [A-Z](?=[a-z ]+$)/, (start) => start.toLowerCase());
  return bare.startsWith(prefix) ? bare : `${prefix}${bare}`;
}

/** As dockerd decides, in its order, by the text. */
function judge(reason: string): { readonly cause: RuntimeFailureCause; readonly hint: string } {
  const text = reason.toLowerCase();
  if (text.includes("permission denied")) return { cause: "command-not-executable", hint: "" };
  if (text.includes("not a directory")) return { cause: "command-not-found", hint: mountHint };
  const missing = text.includes("executable file not found") || text.includes("no such file or directory");
  return { cause: missing ? "command-not-found" : "other", hint: "" };
}
