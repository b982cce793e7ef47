import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { execCreate } from "#client/exec-create.ts";
import { execInspect } from "#client/exec-inspect.ts";
import { execAttach } from "#client/exec-start.ts";
import { StreamDecoder } from "#formats/stdcopy.ts";
import { environment } from "../convert/container-spec.ts";
import { ComposeError } from "../errors.ts";
import type { NamedService } from "../named-service.ts";
import type { Hook } from "../shape/hook.ts";

/** Takes the output of a hook, a piece at a time. */
export type HookOutput = (data: Uint8Array) => void;

/** Runs a service's hook in its container, to the end. @throws ComposeError when it fails */
export async function runHook(
  op: Op,
  client: Client,
  container: string,
  { service, hook, output }: { readonly service: NamedService; readonly hook: Hook; readonly output: HookOutput },
): Promise<void> {
  const tty = service.tty ?? false;
  const { Id } = await execCreate(op, client, container, {
    User: hook.user ?? "",
    Privileged: hook.privileged ?? false,
    Env: environment(hook.environment ?? new Map()),
    WorkingDir: hook.working_dir ?? "",
    Cmd: hook.command ?? [],
    AttachStdout: true,
    AttachStderr: true,
    Tty: tty,
  });
  const stream = await execAttach(op, client, Id, { Tty: tty });
  try {
    const decoder = new StreamDecoder();
    for await (const chunk of stream.body)
      if (tty) output(chunk);
      else for (const { data } of decoder.decode(chunk)) output(data);
  } finally {
    stream.close();
  }
  const { ExitCode } = await execInspect(op, client, Id);
  if (ExitCode !== 0) throw new ComposeError(`${service.name} hook exited with status ${ExitCode}`);
}
