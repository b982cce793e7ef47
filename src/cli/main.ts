import { backgroundOp, type Op, withDeadline } from "#base/op.ts";
import { countError } from "./arguments.ts";
import { checkEngine, experimentalRefusal, isForAll } from "./check-engine.ts";
import type { CommandModule, RunLine } from "./command.ts";
import { rootCommands } from "./commands/index.ts";
import { configFolder, loadConfig } from "./config/config-file.ts";
import {
  connect,
  contextNamed,
  type GlobalValues,
  type MainOptions,
  type Settled,
  type Surroundings,
} from "./connect.ts";
import { ExitError } from "./errors.ts";
import type { FlagTable } from "./flags/flag.ts";
import { FlagError, parseFlags } from "./flags/parse.ts";
import { globalFlags } from "./global-flags.ts";
import type { FlagEngine } from "./help/flag-lines.ts";
import { groupUsage } from "./help/group-usage.ts";
import { ioOf, processWorld, type World } from "./io/process-io.ts";
import { withAlias } from "./plugins/alias.ts";
import { asBuildxLine } from "./plugins/buildx-line.ts";
import { pluginBeyondOurs, pluginOfLine } from "./plugins/plugin-of-line.ts";
import { runPluginLine } from "./plugins/run-plugin-line.ts";
import { findEntry, leadingFlags, type Resolved, resolveCommand } from "./resolve.ts";

const logLevels = new Set(["trace", "debug", "info", "warn", "warning", "error", "fatal", "panic"]);

/** Runs one command line (without the program's name) and gives its exit code. */
export async function main(argv: readonly string[], options: MainOptions = {}): Promise<number> {
  const world = options.world ?? processWorld(options.makeTerminalRaw);
  try {
    return await dispatch(backgroundOp(), argv, { ...options, world });
  } catch (error) {
    if (isBrokenPipe(error)) return 141;
    const message = error instanceof Error ? error.message : String(error);
    if (message !== "") world.stderr.write(message.endsWith("\n") ? message : `${message}\n`);
    return error instanceof ExitError ? error.exitCode : 1;
  }
}

function isBrokenPipe(error: unknown): boolean {
  return (
    (error as NodeJS.ErrnoException | undefined)?.code === "EPIPE" &&
    (error as NodeJS.ErrnoException).syscall === "write"
  );
}

async function dispatch(op: Op, argv: readonly string[], options: Settled): Promise<number> {
  const { world } = options;
  const folder = configFolder(world.env, "");
  const table = globalFlags(folder, world.env);
  const globals = readFlags(
    () => parseFlags(table, withFlagsOfLine(table, argv), { interspersed: false }),
    "docker",
    "docker [OPTIONS] COMMAND [ARG...]",
  );
  const values = globals.values as GlobalValues;
  if (globals.help || (globals.args.length === 0 && !values.version))
    return printHelp(world, ["docker"], { isAsked: globals.help });
  if (values.version) return printVersion(world);
  if (!logLevels.has(values["log-level"]))
    throw new ExitError(1, `Unable to parse logging level: ${values["log-level"]}`);
  const loaded = loadConfig(values.config);
  const words = withAlias(globals.args, loaded.file, (name) => findEntry(rootCommands, name) !== undefined);
  const user = { config: loaded.file, configFolder: values.config, env: world.env };
  const run = async (): Promise<number> => {
    const globalWords = argv.slice(0, argv.length - globals.args.length);
    const plugin = await pluginOfLine(words, user);
    if (plugin !== undefined) return runPluginLine({ plugin, words }, globalWords);
    const resolved = await resolveCommand(rootCommands, words);
    const beyond = await pluginBeyondOurs(words, resolved, user);
    if (beyond !== undefined) return runPluginLine(beyond, globalWords, contextNamed(values, loaded.file, world));
    return runResolved(op, resolved, { ...options, globals: values, changed: globals.changed, loaded });
  };
  if (loaded.file.plugins === undefined) return run();
  const { withNextSteps } = await import("./plugins/hooks/offer-next-steps.ts");
  return withNextSteps(words, user, run);
}

/** A line that is to be completed is completed for the engine that its own flags name. */
function withFlagsOfLine(table: FlagTable, argv: readonly string[]): readonly string[] {
  if (!/^__(?:complete|offer)/.test(argv[0] ?? "")) return argv;
  const known = argv.slice(1, -1);
  return [...known.slice(0, leadingFlags(table, known)), ...argv];
}

async function runResolved(op: Op, resolved: Resolved, surroundings: Surroundings): Promise<number> {
  const { entry, path, rest, unknown, inherited } = resolved;
  const refusal = resolved.isExperimental ? await refusalOf(op, path, surroundings) : undefined;
  if (refusal !== undefined && !rest.includes("--help")) throw new ExitError(1, refusal);
  if (refusal !== undefined) {
    surroundings.world.stdout.write(`${refusal}\n`);
    return 0;
  }
  if (entry === undefined) throw new ExitError(1, unknownCommand(path, unknown ?? ""));
  if (entry.name === "help" && path === "docker help") return help(op, rest, surroundings);
  if (entry.runLine !== undefined) {
    const { agent } = entry;
    return runLine(
      op,
      { run: await entry.runLine(), argv: rest },
      { ...surroundings, ...(agent === undefined ? {} : { agent }) },
    );
  }
  if (entry.load === undefined) return runGroup(resolved, surroundings.world);
  const { command, run } = (await entry.load(surroundings.world.env)) as CommandModule;
  // Errors name the command as Docker's client does.
  const named = asBuildxPath(path, surroundings.world.env);
  const usage = `${named} ${command.usage}`.trimEnd();
  const options = { interspersed: command.interspersed ?? true };
  const flags = { ...inherited, ...command.flags };
  if (command.notice !== undefined) surroundings.world.stderr.write(command.notice);
  const parsed = readFlags(() => parseFlags(flags, rest, options), named, usage);
  for (const warning of parsed.warnings) surroundings.world.stdout.write(`${warning}\n`);
  if (parsed.help) {
    return printHelp(surroundings.world, path.split(" "), {
      isAsked: true,
      engine: await engineOfHelp(op, flags, surroundings),
    });
  }
  const { args, changed } = parsed;
  const wrong = countError(command.arguments, args.length, { path: named, usage, changed, first: args[0] });
  if (wrong !== undefined) throw new ExitError(1, `${command.errorPrefix ?? ""}${wrong}`);
  const { client, ...user } = await connect(surroundings, command);
  await checkEngine(op, client, { table: flags, changed: parsed.changed });
  const invocation = { flags: parsed.values, args: parsed.args, changed: parsed.changed };
  try {
    return (await run(op, ioOf(surroundings.world, user, surroundings), client, invocation as never)) ?? 0;
  } catch (error) {
    throw command.errorPrefix === undefined ? error : withPrefix(error, command.errorPrefix);
  } finally {
    client.close();
  }
}

/** As Docker's client: before a word of the line is looked at. */
async function refusalOf(op: Op, path: string, surroundings: Surroundings): Promise<string | undefined> {
  const { client } = await connect(surroundings);
  try {
    return await experimentalRefusal(op, client, path);
  } finally {
    client.close();
  }
}

/** Help about the command that the words name, as it gives it itself. */
async function help(op: Op, words: readonly string[], surroundings: Surroundings): Promise<number> {
  const named = await resolveCommand(rootCommands, words);
  if (named.entry === undefined || named.unknown !== undefined)
    return printHelp(surroundings.world, ["docker", ...words], { isAsked: true });
  const asked = await resolveCommand(rootCommands, [...words, "--help"]);
  return runResolved(op, asked, surroundings);
}

/** A command that reads its line itself. It may need no engine, so none is looked for before it is spoken to. */
async function runLine(
  op: Op,
  { run, argv }: { readonly run: RunLine; readonly argv: readonly string[] },
  surroundings: Surroundings,
): Promise<number> {
  const { client, ...user } = await connect(surroundings);
  try {
    return await run(op, ioOf(surroundings.world, user, surroundings), client, argv);
  } finally {
    client.close();
  }
}

function withPrefix(error: unknown, prefix: string): unknown {
  if (isBrokenPipe(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? error : new ExitError(error instanceof ExitError ? error.exitCode : 1, `${prefix}${message}`);
}

/** A command that only has others below it, or one that is known but does nothing yet. */
async function runGroup({ entry, path, rest, unknown, inherited }: Resolved, world: World): Promise<number> {
  if (entry?.children === undefined) throw new ExitError(1, `not supported: ${path}`);
  const isOfBuildx = /^docker build(?:x|er)\b/.test(path);
  if (unknown !== undefined && isOfBuildx) {
    await printHelp(world, path.split(" "), { isAsked: true });
    throw new ExitError(1, `ERROR: unknown command: ${JSON.stringify(unknown)}`);
  }
  if (unknown !== undefined) throw new ExitError(1, `${unknownCommand(path, unknown)}`);
  const named = asBuildxPath(path, world.env);
  const parsed = readFlags(() => parseFlags(inherited, rest), named, groupUsage(named));
  for (const warning of parsed.warnings) world.stdout.write(`${warning}\n`);
  if (isOfBuildx) return printHelp(world, path.split(" "), { isAsked: true });
  return printHelp(world, path.split(" "), { isAsked: parsed.help });
}

function asBuildxPath(path: string, env: World["env"]): string {
  const [program = "", ...words] = path.split(" ");
  return [program, ...asBuildxLine(words, env)].join(" ");
}

function readFlags<T>(parse: () => T, path: string, usage: string): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    throw new ExitError(125, `${error.message}\n\nUsage:  ${usage}\n\nRun '${path} --help' for more information`);
  }
}

function unknownCommand(path: string, word: string): string {
  const usage = path === "docker" ? "" : `Usage:  ${groupUsage(path)}\n\n`;
  return `docker: unknown command: ${path} ${word}\n\n${usage}Run '${path} --help' for more information`;
}

/** Asked-for help goes to stdout, help for want of a command to stderr. */
async function printHelp(
  { stdout, stderr, env }: World,
  path: readonly string[],
  { isAsked, engine }: { readonly isAsked: boolean; readonly engine?: FlagEngine | undefined },
): Promise<number> {
  const { helpText } = await import("./help/help-text.ts");
  const out = isAsked ? stdout : stderr;
  const columns = out.windowSize().columns || 80;
  out.write(await helpText(path, { columns, configFolder: configFolder(env, ""), env, engine }));
  return 0;
}

const helpPatienceMs = 2000;

/** The engine, where help has to know it to leave out flags that it does not have, and there is one. */
async function engineOfHelp(op: Op, table: FlagTable, surroundings: Surroundings): Promise<FlagEngine | undefined> {
  if (Object.values(table).every(isForAll)) return undefined;
  using bounded = withDeadline(op, helpPatienceMs, "ask the engine");
  try {
    const { client } = await connect(surroundings);
    try {
      return { ...(await client.negotiate(bounded)), version: client.version };
    } finally {
      client.close();
    }
  } catch {
    return undefined;
  }
}

async function printVersion({ stdout }: World): Promise<number> {
  const { buildInfo } = await import("./build-info.ts");
  stdout.write(`Docker version ${buildInfo.version}, build ${buildInfo.gitCommit}\n`);
  return 0;
}
