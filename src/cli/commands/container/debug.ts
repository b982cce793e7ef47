import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { ContainerSpec } from "#client/container-create.ts";
import { containerInspect } from "#client/container-inspect.ts";
import { isGantry } from "#compose/observe/engine-kind.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { createContainer, pullPolicy } from "../../container-spec/create-container.ts";
import { checkEnv } from "../../container-spec/names.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { startAttached } from "../../streams/start-attached.ts";

const flags = {
  "detach-keys": string({ usage: "Keys that leave the toolbox" }),
  env: list({ short: "e", usage: "Variable of the environment", check: checkEnv }),
  image: string({ usage: "Image of the toolbox (plugins.debug.image of config.json)" }),
  interactive: bool({ short: "i", usage: "Pass standard input on, also where it is no terminal" }),
  privileged: bool({ usage: "Give all rights" }),
  pull: string({ usage: 'Fetch the image first ("always", "missing", "never")', default: "missing" }),
  user: string({ short: "u", usage: "User of the toolbox, by name or number", default: "0" }),
};

export const command = {
  usage: "[OPTIONS] CONTAINER [COMMAND] [ARG...]",
  arguments: atLeast(1),
  interspersed: false,
  flags,
  aliases: ["docker container debug", "docker debug"],
  long: "Run a shell, or a command, of a toolbox image beside a container's program.\nIt sees the container's processes, network, IPC and host name; the container's files are at /proc/1/root. The toolbox goes when it ends.",
} satisfies Command;

type DebugInvocation = Invocation<typeof flags>;

/** Where the container's files are, as the toolbox sees them. */
const targetRoot = "/proc/1/root";

export const run = runs(command, async (op, io, client, invocation) => {
  const { flags, args } = invocation;
  const [name = ""] = args;
  const image = flags.image || io.config.plugins?.["debug"]?.["image"] || "";
  if (image === "") throw noImage();
  const target = await containerInspect(op, client, name);
  if (target.State?.Running !== true)
    throw new ExitError(1, `container ${name} does not run, so it has no namespaces to look into`);
  const spec = toolboxSpec(io, target, { image, invocation });
  const request = { spec, name: "", platform: "", pull: pullPolicy(flags.pull), quiet: false, usesApiSocket: false };
  const id = await createContainer(op, io, client, request);
  await tell(target);
  const choice = { container: id, input: true, detachKeys: flags["detach-keys"], start: { toolbox: true } };
  return await startAttached(op, io, client, choice);

  async function tell({ HostConfig }: ContainerInspectResponse): Promise<void> {
    if (!(await isGantry(op, client)))
      io.stderr.write("The engine is not Gantry: the toolbox has an IPC namespace and a host name of its own.\n");
    if (HostConfig?.PidMode)
      io.stderr.write(
        "The container shares its PID namespace: its files are at /proc/PID/root of one of its processes.\n",
      );
    else if (spec.Tty === true) io.stderr.write(`The container's files are at ${targetRoot}.\n`);
  }
});

function noImage(): ExitError {
  return new ExitError(
    125,
    'no toolbox image: name one with --image, or for good in config.json: {"plugins": {"debug": {"image": "NAME"}}}',
  );
}

function toolboxSpec(
  io: Io,
  target: ContainerInspectResponse,
  { image, invocation: { flags, args } }: { readonly image: string; readonly invocation: DebugInvocation },
): ContainerSpec {
  const line = args[1] === "--" ? args.slice(2) : args.slice(1);
  const Tty = io.stdin.isTerminal && io.stdout.isTerminal;
  const reads = flags.interactive || Tty || line.length === 0;
  const joined = `container:${target.Id}`;
  return {
    Image: image,
    User: flags.user,
    Env: [`HOSTNAME=${target.Config?.Hostname ?? ""}`, ...flags.env],
    ...(line.length === 0 ? {} : { Entrypoint: [""], Cmd: line }),
    ...{ Tty, AttachStdin: reads, OpenStdin: reads, StdinOnce: reads, AttachStdout: true, AttachStderr: true },
    HostConfig: {
      AutoRemove: true,
      PidMode: joined,
      NetworkMode: joined,
      Privileged: flags.privileged,
      // Another user's files are below /proc/1/root, and its calls to be traced, only with it.
      CapAdd: ["SYS_PTRACE"],
    },
  };
}
