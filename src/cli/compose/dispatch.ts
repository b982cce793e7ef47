import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { ComposeError } from "#compose/errors.ts";
import { YamlSyntaxError } from "#compose/file/yaml-errors.ts";
import { gitProjects } from "#compose/remote/git-project.ts";
import { ociProjects } from "#compose/remote/oci-project.ts";
import { htmlSafe } from "#formats/json/json-string.ts";
import { ExitError } from "../errors.ts";
import { FlagError, parseFlags } from "../flags/parse.ts";
import type { Io } from "../io/io.ts";
import { registryArtifacts } from "./artifacts.ts";
import type { ComposeCommandModule, ComposeEntry } from "./command.ts";
import { composeEntries } from "./entries.ts";
import { composeFlags, dryRunFlag } from "./global-flags.ts";
import { commandHelp, composeHelp, groupHelp } from "./help.ts";
import { projectAccess } from "./project-access.ts";
import { type ComposeSettings, type GivenFlags, readSettings } from "./settings.ts";
import { syntaxExcerpt } from "./syntax-excerpt.ts";

/** Runs the command line behind `docker compose`; gives the exit code. @throws ExitError */
export async function runCompose(op: Op, io: Io, client: Client, argv: readonly string[]): Promise<number> {
  const globals = read(() => parseFlags(composeFlags, argv, { interspersed: false }));
  const columns = io.stdout.windowSize().columns || 80;
  const [word, ...rest] = globals.args;
  for (const warning of globals.warnings) io.stdout.write(`${warning}\n`);
  if (globals.help || word === undefined) {
    io.stdout.write(composeHelp(composeEntries, columns));
    return 0;
  }
  const entry = entryNamed(composeEntries, word);
  if (entry === undefined) {
    io.stdout.write(composeHelp(composeEntries, columns, { isAsked: false }));
    throw new ExitError(1, `unknown docker command: ${JSON.stringify(`compose ${word}`)}`);
  }
  const chosen = { entry, path: `docker compose ${entry.name}`, rest, isDryRun: false };
  return await runEntry(op, io, client, { ...chosen, globals: globals as unknown as GivenFlags });
}

const entryNamed = (entries: readonly ComposeEntry[], word: string): ComposeEntry | undefined =>
  entries.find(({ name, aliases = [] }) => name === word || aliases.includes(word));

interface Chosen {
  readonly entry: ComposeEntry;
  readonly path: string;
  readonly rest: readonly string[];
  readonly globals: GivenFlags;
  readonly isDryRun: boolean;
}

async function runEntry(op: Op, io: Io, client: Client, chosen: Chosen): Promise<number> {
  const { entry, path, rest, globals } = chosen;
  if ("subcommands" in entry) return await runBelow(op, io, client, chosen, entry.subcommands);
  const { command, run } = (await entry.load()) as ComposeCommandModule;
  const table = { ...command.flags, "dry-run": dryRunFlag };
  const parsed = read(() => parseFlags(table, rest, { interspersed: command.interspersed ?? true }));
  for (const warning of parsed.warnings) io.stdout.write(`${warning}\n`);
  if (parsed.help) {
    const columns = io.stdout.windowSize().columns || 80;
    io.stdout.write(commandHelp({ path, entry, command: { ...command, flags: table }, columns }));
    return 0;
  }
  if (run === undefined) throw new ExitError(1, `not supported: ${path}`);
  const fault = command.argumentFault?.(parsed.args, path);
  if (fault !== undefined) throw new ExitError(1, fault);
  const currentFolder = process.cwd();
  const settings = withDryRun(
    readSettings(io, withProgress(globals, parsed.values["progress"]), currentFolder),
    chosen.isDryRun || parsed.values["dry-run"] === true,
  );
  const projects = projectAccess(io, settings, {
    currentFolder,
    remotes: [gitProjects(settings.env), ociProjects(registryArtifacts(io, settings.insecureRegistries), settings.env)],
  });
  const { values: flags, args, changed } = parsed;
  try {
    return (await run(op, io, client, { flags, args, changed, settings, projects } as never)) ?? 0;
  } catch (error) {
    if (settings.progress === "json") throw asJson(error);
    if (!(error instanceof YamlSyntaxError) || !io.stderr.isTerminal) throw error;
    throw new ExitError(1, `${error.message}\n${syntaxExcerpt(error.place, currentFolder)}`);
  }
}

/** Goes on to a command below the entry; without one that is known, its help says which there are. */
async function runBelow(
  op: Op,
  io: Io,
  client: Client,
  chosen: Chosen,
  entries: readonly ComposeEntry[],
): Promise<number> {
  const parsed = read(() => parseFlags({ "dry-run": dryRunFlag }, chosen.rest, { interspersed: false }));
  const [word, ...rest] = parsed.args;
  const entry = parsed.help || word === undefined ? undefined : entryNamed(entries, word);
  if (entry === undefined) {
    io.stdout.write(groupHelp(chosen.entry, chosen.path, io.stdout.windowSize().columns || 80));
    return 0;
  }
  const isDryRun = chosen.isDryRun || parsed.values["dry-run"] === true;
  return await runEntry(op, io, client, { ...chosen, entry, path: `${chosen.path} ${entry.name}`, rest, isDryRun });
}

/** A command may have the global flag once more. */
const withProgress = ({ values, changed }: GivenFlags, progress: unknown): GivenFlags => ({
  values: typeof progress === "string" && progress !== "" ? { ...values, progress } : values,
  changed,
});

const withDryRun = (settings: ComposeSettings, isDryRun: boolean): ComposeSettings => ({
  ...settings,
  isDryRun: settings.isDryRun || isDryRun,
});

/** Usage errors are a line of their own. */
function read<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof FlagError ? new ExitError(1, error.message) : error;
  }
}

function asJson(error: unknown): unknown {
  if (!(error instanceof ExitError) && !(error instanceof ComposeError)) return error;
  const code = error instanceof ExitError ? error.exitCode : 1;
  return error.message === ""
    ? error
    : new ExitError(code, htmlSafe(JSON.stringify({ error: true, message: error.message })));
}
