import { decodeBody, zeroValue } from "#api/decode.ts";
import type { ExecStartRequest } from "#api/types.gen.ts";
import { isOlder } from "#api/version.ts";
import { messageOf } from "#base/errors.ts";
import { takeConnection } from "../../hijack.ts";
import type { HijackHandler } from "../handler.ts";
import type { ExecStartOptions } from "./backend.ts";

export const startExec: HijackHandler = {
  kind: "exec",
  run(hijack, tools) {
    const request = decodeBody("ExecStartRequest", hijack.body) ?? zeroValue("ExecStartRequest");
    const target = tools.backends.exec.startable(tools.subject, startOptions(request, hijack.version));
    if (request.Detach) return target.startDetached(hijack.lasting).then(() => "done" as const);
    const fd = takeConnection(tools, hijack, { tty: target.tty, common: true });
    const { stdin, stdout, stderr, detachKeys } = target;
    const client = { fd, head: hijack.rest, stdin, stdout, stderr, multiplexed: !target.tty, detachKeys };
    target.startAttached(hijack.lasting, client).catch((error: unknown) => {
      hijack.lasting.log.debug("exec did not start", { exec: tools.subject, error: messageOf(error) });
    });
    return "taken";
  },
};

/** `ConsoleSize` is read from API 1.42 on, and of a terminal only. */
function startOptions(request: ExecStartRequest, version: string): ExecStartOptions {
  const size = request.Tty && !isOlder(version, "1.42") ? request.ConsoleSize : undefined;
  const [rows, columns] = size ?? [0, 0];
  const sized = rows > 0 || columns > 0 ? { size: { rows, columns } } : {};
  return { detach: request.Detach, tty: request.Tty, ...sized };
}
