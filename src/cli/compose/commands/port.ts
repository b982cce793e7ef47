import { parseUnsigned } from "#base/strconv.ts";
import { ComposeError } from "#compose/errors.ts";
import { string } from "../../flags/scalars.ts";
import { atLeast } from "../argument-count.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { indexFlag, serviceContainer } from "../lifecycle/service-container.ts";

export const command = {
  usage: "[OPTIONS] SERVICE PRIVATE_PORT",
  argumentFault: atLeast(2),
  flags: {
    index: indexFlag("Index of the container if service has multiple replicas"),
    protocol: string({ usage: "tcp or udp", default: "tcp" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const [service = "", text = ""] = args;
  const number = parseUnsigned(text, { bits: 16 });
  const protocol = flags.protocol.toLowerCase();
  const project = (await projectNameOf(op, invocation)).toLowerCase();
  const choice = { service, index: flags.index, oneOff: "include", all: false } as const;
  const { summary } = await serviceContainer(op, client, project, choice);
  const ports = summary.Ports ?? [];
  const found = ports.find(({ PrivatePort, Type }) => PrivatePort === number && Type === protocol);
  if (found !== undefined) return io.stdout.write(`${found.IP ?? ""}:${found.PublicPort ?? 0}\n`);
  const name = (summary.Names?.[0] ?? "").replace(/^\//, "");
  const there = ports.map(({ PublicPort = 0, Type }) => `${PublicPort}/${Type}`).join(", ");
  throw new ComposeError(`no port ${number}/${protocol} for container ${name}: ${there}`);
});
