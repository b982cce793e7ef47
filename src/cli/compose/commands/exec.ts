import { environment } from "#compose/convert/container-spec.ts";
import { checkEnv } from "../../container-spec/names.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import { execInContainer } from "../../streams/exec-session.ts";
import { atLeast } from "../argument-count.ts";
import { callerEnvironment, resolvedVariables } from "../caller-environment.ts";
import { type ComposeCommand, runsCompose } from "../command.ts";
import { projectNameOf } from "../lifecycle/project-or-name.ts";
import { indexFlag, serviceContainer } from "../lifecycle/service-container.ts";

export const command = {
  usage: "[OPTIONS] SERVICE COMMAND [ARGS...]",
  argumentFault: atLeast(2),
  interspersed: false,
  flags: {
    detach: bool({ short: "d", usage: "Detached mode: Run command in the background" }),
    env: list({ short: "e", usage: "Set environment variables", type: "stringArray" }),
    index: indexFlag("Index of the container if service has multiple replicas"),
    interactive: bool({ short: "i", usage: "Keep STDIN open even if not attached", default: true, hidden: true }),
    "no-TTY": bool({ usage: "Another name of --no-tty", hidden: true }),
    "no-tty": {
      ...bool({
        short: "T",
        usage: "Disable pseudo-TTY allocation. By default 'docker compose exec' allocates a TTY.",
      }),
      defaultText: "true",
    },
    privileged: bool({ usage: "Give extended privileges to the process" }),
    tty: bool({ short: "t", usage: "Allocate a pseudo-TTY", default: true, hidden: true }),
    user: string({ short: "u", usage: "Run the command as this user" }),
    workdir: string({ short: "w", usage: "Path to workdir directory for this command" }),
  },
} satisfies ComposeCommand;

export const run = runsCompose(command, async (op, io, client, invocation) => {
  const { flags, args, changed, settings } = invocation;
  const [service = "", ...line] = args;
  const project = await projectNameOf(op, invocation);
  const variables = callerEnvironment(settings, process.cwd());
  const container = await serviceContainer(op, client, project, {
    service,
    index: flags.index,
    oneOff: "include",
    all: false,
  });
  const isRaw = changed("no-TTY") ? flags["no-TTY"] : changed("no-tty") ? flags["no-tty"] : !io.stdout.isTerminal;
  return await execInContainer(op, io, client, {
    container: container.id,
    command: line,
    env: environment(resolvedVariables(flags.env, variables)).map(checkEnv),
    user: flags.user,
    workdir: flags.workdir,
    privileged: flags.privileged,
    detach: flags.detach,
    terminal: !isRaw,
    interactive: flags.interactive,
    detachKeys: "",
  });
});
