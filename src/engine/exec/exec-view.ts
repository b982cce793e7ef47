import type { ExecInspectResponse } from "#api/types.gen.ts";
import type { ExecEntry } from "./exec-entry.ts";

/** What `GET /exec/{id}/json` shows. */
export function execView(exec: ExecEntry): ExecInspectResponse {
  const { request } = exec;
  const [entrypoint = "", ...rest] = request.Cmd ?? [];
  return {
    ID: exec.id,
    Running: exec.state === "running" || exec.state === "starting",
    ExitCode: exec.exitCode ?? null,
    ProcessConfig: {
      tty: request.Tty === true,
      entrypoint,
      arguments: rest,
      privileged: request.Privileged === true,
      ...(request.User ? { user: request.User } : {}),
    },
    OpenStdin: request.AttachStdin === true,
    OpenStderr: request.AttachStderr === true,
    OpenStdout: request.AttachStdout === true,
    CanRemove: exec.state === "exited",
    ContainerID: exec.container.id,
    DetachKeys: Buffer.from(exec.detachKeys).toString("base64"),
    Pid: exec.pid,
  };
}
