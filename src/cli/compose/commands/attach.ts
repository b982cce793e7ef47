import { bool, string } from "../../flags/scalars.ts";
import { attachToContainer } from "../../streams/attach-session.ts";
import { atLeast } from "../argument-count.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { containerIndexFlag, serviceContainer } from "../lifecycle/service-container.ts";
import { saidExit } from "../said-exit.ts";

export const command = {
  usage: "[OPTIONS] SERVICE",
  argumentFault: atLeast(1),
  flags: {
    "detach-keys": string({ usage: "Override the key sequence for detaching from a container." }),
    index: containerIndexFlag,
    "no-stdin": bool({ usage: "Do not attach STDIN" }),
    "sig-proxy": bool({ usage: "Proxy all received signals to the process", default: true }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const [service = ""] = args;
  const project = await projectNameOf(op, invocation);
  const choice = { service, index: flags.index, oneOff: "include", all: false } as const;
  const container = await serviceContainer(op, client, project, choice);
  const code = await attachToContainer(op, io, client, {
    container: container.id,
    input: !flags["no-stdin"],
    proxiesSignals: flags["sig-proxy"],
    detachKeys: flags["detach-keys"],
  });
  return saidExit(io, code);
});
