import type { ContainerInspectResponse } from "#api/types.gen.ts";
import { containerAttach } from "#client/container-attach.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { containerResize } from "#client/container-resize.ts";
import { containerWait } from "#client/container-wait.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { ExitError } from "../../errors.ts";
import { bool, string } from "../../flags/scalars.ts";
import { followWindowSize } from "../../streams/resize.ts";
import { openSession } from "../../streams/session.ts";
import { endOnSignals, ignoreSignals, proxySignals } from "../../streams/signals.ts";

export const command = {
  usage: "[OPTIONS] CONTAINER",
  arguments: exactly(1),
  flags: {
    "detach-keys": string({ usage: "Keys that leave the container" }),
    "no-stdin": bool({ usage: "Do not pass standard input on" }),
    "sig-proxy": bool({ usage: "Pass signals on to the program", default: true }),
  },
  aliases: ["docker container attach", "docker attach"],
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args }) => {
  const container = await containerInspect(op, client, args[0] ?? "");
  checkState(container);
  const { Id: id, Config: config } = container;
  const terminal = config?.Tty === true;
  const input = !flags["no-stdin"] && config?.OpenStdin === true;
  if (input && terminal && !io.stdin.isTerminal) throw new ExitError(1, "the input device is not a TTY");
  const detachKeys = flags["detach-keys"] || io.config.detachKeys || "";
  const stopSignals =
    flags["sig-proxy"] && !terminal
      ? proxySignals(op, io, client, id)
      : terminal
        ? endOnSignals(io)
        : ignoreSignals(io);
  const wait = await containerWait(op, client, id);
  const stream = await containerAttach(op, client, id, {
    stream: true,
    stdin: input,
    stdout: true,
    stderr: true,
    detachKeys,
  });
  const session = openSession(io, stream, { terminal, input, output: true, detachKeys });
  const stopResizing =
    terminal && io.stdout.isTerminal ? followWindowSize(io, (size) => containerResize(op, client, id, size)) : () => {};
  try {
    await session.ended;
    const result = await wait.result;
    if (result.Error?.Message) throw new ExitError(1, result.Error.Message);
    return result.StatusCode;
  } finally {
    stopResizing();
    stopSignals();
    session.close();
  }
});

function checkState({ State: state }: ContainerInspectResponse): void {
  if (state?.Running !== true) throw new ExitError(1, "You cannot attach to a stopped container, start it first");
  if (state.Paused) throw new ExitError(1, "You cannot attach to a paused container, unpause it first");
  if (state.Restarting) throw new ExitError(1, "You cannot attach to a restarting container, wait until it is running");
}
