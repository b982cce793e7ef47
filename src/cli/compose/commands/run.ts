import { ComposeError } from "#compose/errors.ts";
import { withoutMark } from "#compose/file/environment-files.ts";
import { hostFiles } from "#compose/file/file-access.ts";
import { parseEnvironmentFile } from "#compose/file/parse-environment.ts";
import { findService, type NamedService } from "#compose/named-service.ts";
import { overrideService } from "#compose/project/override-service.ts";
import { withSelected } from "#compose/project/select.ts";
import type { Project } from "#compose/shape/project.ts";
import { splitShellWords } from "#formats/shell-words/split.ts";
import { ExitError } from "../../errors.ts";
import { list } from "../../flags/lists.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { Io } from "../../io/io.ts";
import { atLeast } from "../argument-count.ts";
import { resolvedVariables } from "../caller-environment.ts";
import { type ComposeCommand, type ComposeInvocation, runsCompose } from "../command.ts";
import { isTrue } from "../is-true.ts";
import { withPullPolicy } from "../lifecycle/create-flags.ts";
import { runOneOff } from "../lifecycle/run-one-off.ts";

export const command = {
  usage: "[OPTIONS] SERVICE [COMMAND] [ARGS...]",
  argumentFault: atLeast(1),
  interspersed: false,
  flags: {
    build: bool({ usage: "Build image before starting container" }),
    "cap-add": list({ usage: "Add Linux capabilities" }),
    "cap-drop": list({ usage: "Drop Linux capabilities" }),
    detach: bool({ short: "d", usage: "Run container in background and print container ID" }),
    entrypoint: string({ usage: "Override the entrypoint of the image" }),
    env: list({ short: "e", usage: "Set environment variables", type: "stringArray" }),
    "env-from-file": list({ usage: "Set environment variables from file", type: "stringArray" }),
    interactive: bool({ short: "i", usage: "Keep STDIN open even if not attached", default: true }),
    label: list({ short: "l", usage: "Add or override a label", type: "stringArray" }),
    labels: list({ usage: "Another name of --label", type: "stringArray", hidden: true }),
    name: string({ usage: "Assign a name to the container" }),
    "no-TTY": bool({ usage: "Another name of --no-tty", hidden: true }),
    "no-tty": bool({ short: "T", usage: "Disable pseudo-TTY allocation (default: auto-detected)" }),
    "no-deps": bool({ usage: "Don't start linked services" }),
    publish: list({ short: "p", usage: "Publish a container's port(s) to the host", type: "stringArray" }),
    pull: string({ usage: 'Pull image before running ("always"|"missing"|"never")', default: "policy" }),
    quiet: bool({ short: "q", usage: "Don't print anything to STDOUT" }),
    "quiet-build": bool({ usage: "Suppress progress output from the build process" }),
    "quiet-pull": bool({ usage: "Pull without printing progress information" }),
    "remove-orphans": bool({ usage: "Remove containers for services not defined in the Compose file" }),
    rm: bool({ usage: "Automatically remove the container when it exits" }),
    "service-ports": bool({
      short: "P",
      usage: "Run command with all service's ports enabled and mapped to the host",
    }),
    tty: bool({ short: "t", usage: "Allocate a pseudo-TTY", default: true, hidden: true }),
    "use-aliases": bool({
      usage: "Use the service's network useAliases in the network(s) the container connects to",
    }),
    user: string({ short: "u", usage: "Run as specified username or uid" }),
    volume: list({ short: "v", usage: "Bind mount a volume", type: "stringArray" }),
    volumes: list({ usage: "Another name of --volume", type: "stringArray", hidden: true }),
    workdir: string({ short: "w", usage: "Working directory inside the container" }),
  },
} satisfies ComposeCommand;

type Run = ComposeInvocation<(typeof command)["flags"]>;

export const run = runsCompose(command, async (op, io, client, given) => {
  const { flags, args, changed } = given;
  const [name = ""] = args;
  if (flags.publish.length > 0 && flags["service-ports"])
    throw new ExitError(1, "--service-ports and --publish are incompatible");
  const entrypoint = changed("entrypoint") ? splitShellWords(flags.entrypoint) : undefined;
  const isRaw = withoutTerminal(io, given);
  const invocation = flags.quiet ? { ...given, settings: { ...given.settings, progress: "quiet" as const } } : given;
  const opened = await given.projects.open(op, { services: [name], discardsFiles: true });
  const chosen = flags["no-deps"] ? withSelected(opened, [name], "none") : opened;
  const service = overriddenService(chosen, name, { invocation: given, entrypoint, isRaw });
  const pull = changed("pull") ? { pull: flags.pull } : {};
  const project = withPullPolicy(chosen, { ...pull, build: flags.build });
  return await runOneOff(op, io, client, {
    project,
    invocation,
    service,
    name: flags.name,
    startsNeeds: !flags["no-deps"],
    detach: flags.detach,
    autoRemove: flags.rm,
    withAliases: flags["use-aliases"],
    isQuietPull: flags["quiet-pull"],
    isQuietBuild: flags["quiet-build"] || flags["quiet-pull"],
    orphans: orphanPolicy(flags, project),
  });
});

function orphanPolicy(flags: Run["flags"], { environment }: Project): "ignore" | "warn" | "remove" {
  if (flags["remove-orphans"]) return "remove";
  return isTrue(environment.get("COMPOSE_IGNORE_ORPHANS")) ? "ignore" : "warn";
}

/** @throws ExitError for flags that do not go together */
function withoutTerminal(io: Io, { flags, changed }: Run): boolean {
  const isRaw = changed("no-TTY") ? flags["no-TTY"] : changed("no-tty") ? flags["no-tty"] : undefined;
  if (changed("tty")) {
    if (isRaw !== undefined) throw new ExitError(1, "--tty and --no-TTY can't be used together");
    return !flags.tty;
  }
  return isRaw ?? (!io.stdout.isTerminal || (!changed("interactive") && !io.stdin.isTerminal));
}

interface Overriding {
  readonly invocation: Run;
  readonly entrypoint: readonly string[] | undefined;
  readonly isRaw: boolean;
}

function overriddenService(project: Project, name: string, overriding: Overriding): NamedService {
  const { flags, args } = overriding.invocation;
  const service = findService(project, name);
  if (service === undefined) throw new ComposeError(`no such service: ${name}`);
  return overrideService(service, {
    command: args.slice(1),
    entrypoint: overriding.entrypoint,
    environment: givenEnvironment(flags, project),
    labels: new Map([...flags.label, ...flags.labels].map(labelOf)),
    user: flags.user,
    workingDir: flags.workdir,
    capAdd: flags["cap-add"],
    capDrop: flags["cap-drop"],
    volumes: [...flags.volume, ...flags.volumes],
    ports: flags["service-ports"] ? undefined : flags.publish,
    tty: !overriding.isRaw,
    stdinOpen: flags.interactive,
  });
}

function labelOf(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 0) throw new ExitError(1, "label must be set as KEY=VALUE");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** Variables of the command line, and below them those of its files. */
function givenEnvironment(flags: Run["flags"], project: Project): Map<string, string> {
  const given = resolvedVariables(flags.env, project.environment);
  const found = new Map([...given].filter((entry): entry is [string, string] => entry[1] !== undefined));
  for (const path of flags["env-from-file"]) {
    const variables = new Map<string, string>();
    parseEnvironmentFile(withoutMark(hostFiles.readText(path)), variables, (name) => found.get(name));
    for (const [name, value] of variables) if (!found.has(name)) found.set(name, value);
  }
  return found;
}
